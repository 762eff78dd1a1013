import type * as z from 'zod';
import { functions } from '#contract/functions.ts';
import { describedSchemas, type Json } from '#contract/openapi-schemas.ts';
import { type ProblemCode, ProblemDetail, problems } from '#contract/problems.ts';
import { refusalsOf } from '#contract/refusals.ts';
import { routes } from '#contract/routes.ts';
import type { RouteDefinition } from '#contract/types.ts';

const all = Object.entries<RouteDefinition>(routes);

const part = (of: 'parameters' | 'query' | 'body' | 'response'): [string, z.ZodType][] =>
  all.flatMap(([name, route]) => {
    const schema = route[of];
    return schema ? [[`${name}.${of}`, schema]] : [];
  });

const schemas = describedSchemas(
  Object.fromEntries([...part('parameters'), ...part('query'), ...part('body')]),
  Object.fromEntries([...part('response'), ['problem', ProblemDetail]]),
);

function parameters(name: string, where: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = schemas.request(
    `${name}.${where === 'path' ? 'parameters' : 'query'}`,
  ) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([parameter, schema]) => ({
    name: parameter,
    in: where,
    required: where === 'path' || required.includes(parameter),
    schema,
  }));
}

const reference = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });

const json = (schema: Json) => ({ 'application/json': { schema } });
const problem = { 'application/problem+json': { schema: schemas.answer('problem') } };

/** What the gateway says by itself when too many ask at once; it knows no problem details. */
const throttled = {
  description: '请求过于频繁，请稍后重试。 Too many requests: try again later. The gateway itself says so.',
  content: json({ type: 'object', properties: { message: { type: 'string' } } }),
};

/** The refusals of one status as one response, which routes with the same ones share. */
const refusal = (codes: readonly ProblemCode[]) => ({
  description: codes.map((code) => `${code}: ${problems[code].zh} ${problems[code].en}`).join('\n\n'),
  content: problem,
});
const refusalName = (codes: readonly ProblemCode[]) => codes.join('-or-');

function byStatus(codes: readonly ProblemCode[]): Map<number, ProblemCode[]> {
  const found = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = problems[code];
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return found;
}

const refusals = new Map(all.map(([name, route]) => [name, byStatus(refusalsOf(route))] as const));

const responses = {
  Throttled: throttled,
  ...Object.fromEntries(
    [...refusals.values()]
      .flatMap((statuses) => [...statuses.values()])
      .map((codes) => [refusalName(codes), refusal(codes)]),
  ),
};

const done = {
  200: 'Done',
  201: 'Made',
  202: 'Taken; what follows goes on by itself',
} satisfies Record<RouteDefinition['status'], string>;

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Unique to the operation; the same key on a retry gets the same answer.',
  schema: { type: 'string', minLength: 8, maxLength: 128, pattern: '^[!-~]*$' },
};

const tagOf = ({ function: name }: RouteDefinition) => name.replace(/^api-/, '');

function operation(name: string, route: RouteDefinition): Json {
  const refused = [...(refusals.get(name) ?? [])].map(
    ([status, codes]) => [status, reference('responses', refusalName(codes))] as const,
  );
  return {
    operationId: name,
    tags: [tagOf(route)],
    summary: route.summary,
    ...(route.roles === 'public'
      ? { security: [] }
      : { description: `Roles: ${route.roles.join(', ')}.`, security: [{ bearer: [] }] }),
    parameters: [
      ...parameters(name, 'path'),
      ...parameters(name, 'query'),
      ...(route.idempotent ? [idempotencyKey] : []),
    ],
    ...(route.body && { requestBody: { required: true, content: json(schemas.request(`${name}.body`)) } }),
    responses: {
      [route.status]: { description: done[route.status], content: json(schemas.answer(`${name}.response`)) },
      ...Object.fromEntries(refused),
      429: reference('responses', 'Throttled'),
      default: {
        description: 'Refused, with the field or the reason, in Chinese and English',
        content: problem,
      },
    },
  };
}

/** The OpenAPI 3.1 description of every route, made from the routes themselves. */
export function openApi(): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of all) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  const tags = new Map(all.map(([, route]) => [tagOf(route), functions[route.function].description]));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Greenlane 计量绿色通道',
      version: '1',
      description:
        'Online appointments for the verification of measuring instruments. Money is integer fen, days are YYYY-MM-DD in China, instants ISO 8601.',
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'Where this description was read' }],
    tags: [...tags].map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.components,
      responses,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
