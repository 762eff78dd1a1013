import { describe, expect, it } from 'vitest';
import { routes } from '#contract/index.ts';
import { openApi } from '#contract/openapi.ts';
import type { RouteDefinition } from '#contract/types.ts';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document that is looked into
const document = JSON.parse(JSON.stringify(openApi())) as any;
const all = Object.entries<RouteDefinition>(routes);
const operationOf = ({ path, method }: RouteDefinition) => document.paths[path]?.[method.toLowerCase()];

/** What a schema is, wherever it stands. */
const resolved = (schema: { $ref?: string }): never =>
  schema.$ref
    ? resolved(
        schema.$ref
          .slice(2)
          .split('/')
          .reduce((node, key) => node?.[key], document),
      )
    : (schema as never);

/** Every `$ref` in the document. */
const references = (node: unknown): string[] => {
  if (Array.isArray(node)) return node.flatMap(references);
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : references(value),
  );
};

describe('the OpenAPI document', () => {
  it('is 3.1 in shape', () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d$/),
      info: { title: expect.any(String), version: expect.any(String) },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    });
    const methods = ['get', 'post', 'put', 'delete'];
    for (const [path, item] of Object.entries(document.paths)) {
      expect(path).toMatch(/^\//);
      expect(Object.keys(item as object).every((method) => methods.includes(method))).toBe(true);
    }
  });

  it('describes every route, and no other', () => {
    const described = Object.values(document.paths).flatMap((item) =>
      Object.values(item as Record<string, { operationId: string }>).map(({ operationId }) => operationId),
    );
    expect(described.sort()).toEqual(all.map(([name]) => name).sort());
  });

  it.each(all)('says of %s who may call it, what goes in and what comes out', (name, route) => {
    const operation = operationOf(route);
    expect(operation).toMatchObject({ operationId: name, summary: route.summary });
    expect(operation.security).toEqual(route.roles === 'public' ? [] : [{ bearer: [] }]);
    for (const role of route.roles === 'public' ? [] : route.roles)
      expect(operation.description).toContain(role);
    const success = resolved(operation.responses[route.status].content['application/json'].schema);
    expect(success).toHaveProperty('type', 'object');
    expect(operation.responses.default.content).toHaveProperty(['application/problem+json']);
    expect(Boolean(operation.requestBody)).toBe(Boolean(route.body));
    if (route.body)
      expect(resolved(operation.requestBody.content['application/json'].schema)).toHaveProperty(
        'additionalProperties',
        false,
      );
    const headers = operation.parameters.filter((each: { in: string }) => each.in === 'header');
    expect(headers.map(({ name: header }: { name: string }) => header)).toEqual(
      route.idempotent ? ['Idempotency-Key'] : [],
    );
  });

  it.each(all)('names each parameter of the path of %s, once', (_, route) => {
    const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    const { parameters } = operationOf(route) as {
      parameters: { in: string; name: string; required: boolean; schema: object }[];
    };
    const inPath = parameters.filter((each) => each.in === 'path');
    expect(inPath.map(({ name }) => name).sort()).toEqual(named);
    expect(inPath.every(({ required }) => required)).toBe(true);
    expect(new Set(parameters.map((each) => `${each.in} ${each.name}`)).size).toBe(parameters.length);
    expect(parameters.every(({ schema }) => typeof schema === 'object')).toBe(true);
  });

  it('says each thing once: it is read by people and their tools', () => {
    expect(JSON.stringify(document).length).toBeLessThan(150_000);
  });

  it('refers to what is there, and to nothing else', () => {
    const found = references(document);
    expect(found.length).toBeGreaterThan(0);
    for (const reference of found) {
      const target = reference
        .slice(2)
        .split('/')
        .reduce((node, key) => node?.[key], document);
      expect(target, reference).toBeDefined();
    }
    expect(JSON.stringify(document)).not.toContain('"$schema"');
  });
});
