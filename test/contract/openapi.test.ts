import { describe, expect, it } from 'vitest';
import { routes } from '#contract/index.ts';
import { openApi } from '#contract/openapi.ts';
import { problems } from '#contract/problems.ts';
import { refusalsOf } from '#contract/refusals.ts';
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

  it.each(all)('says of %s how it may be refused, in both languages', (name, route) => {
    const { responses } = operationOf(route);
    for (const code of refusalsOf(route)) {
      const { status, zh, en } = problems[code];
      const { description, content } = resolved(responses[status]) as {
        description: string;
        content: Record<string, unknown>;
      };
      expect(description, name).toContain(`${code}: ${zh} ${en}`);
      expect(content).toHaveProperty(['application/problem+json']);
    }
    const statuses = new Set(refusalsOf(route).map((code) => `${problems[code].status}`));
    const documented = Object.keys(responses).filter((status) => /^[45]/.test(status) && status !== '429');
    expect(new Set(documented)).toEqual(statuses);
  });

  it('refuses what follows from how a route is asked', () => {
    const codes = (name: keyof typeof routes) => refusalsOf(routes[name]);
    expect(codes('health')).toEqual(['Internal']);
    expect(codes('checkCertificate')).toEqual(['Validation', 'Internal', 'Unavailable']);
    expect(codes('listTasks')).toEqual([
      'Validation',
      'Unauthenticated',
      'Forbidden',
      'Internal',
      'Unavailable',
    ]);
    expect(codes('cancelAppointment')).toEqual([
      'Validation',
      'MissingIdempotencyKey',
      'Unauthenticated',
      'Forbidden',
      'NotFound',
      'VersionConflict',
      'IllegalTransition',
      'PayloadTooLarge',
      'UnsupportedMediaType',
      'IdempotencyKeyReused',
      'Internal',
      'Unavailable',
    ]);
  });

  it('can be read outside JavaScript: plain patterns, and a server to resolve its paths against', () => {
    expect(document.servers).toEqual([{ url: '/', description: expect.any(String) }]);
    const patterns = JSON.stringify(document).match(/"pattern":"(?:[^"\\\\]|\\\\.)*"/g) ?? [];
    expect(patterns.length).toBeGreaterThan(3);
    for (const pattern of patterns) expect(pattern).not.toMatch(/\\p\{|\(\?(?!:)/i);
  });

  it('calls its components what their schemas are called, and says what each is', () => {
    const { schemas } = document.components;
    const options = new Set(
      Object.values<{ discriminator?: { mapping: Record<string, string> } }>(schemas).flatMap(
        ({ discriminator }) =>
          Object.values(discriminator?.mapping ?? {}).map((reference) => reference.split('/').at(-1)),
      ),
    );
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining([
        'Appointment',
        'AppointmentRequest',
        'Bilingual',
        'ProblemDetail',
        'Role',
        'Task',
      ]),
    );
    expect([...options]).toEqual(expect.arrayContaining(['AppointmentQueued', 'TaskOpen', 'DecisionRecord']));
    for (const [name, schema] of Object.entries<{ description?: string }>(schemas)) {
      expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
      if (!options.has(name)) expect(schema.description, name).toBeTruthy();
    }
    expect(schemas.Role.description).toContain('clerk 受理员');
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
