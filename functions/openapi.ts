import * as z from 'zod';
import { ProblemDetail } from '#domain/problem.ts';
import { routes } from '#infra/topology/routes.ts';
import type { RouteDefinition } from '#infra/topology/types.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Unique to the operation; the same key on a retry gets the same answer.',
  schema: { type: 'string', minLength: 8, maxLength: 128 },
};

function operation(id: string, route: RouteDefinition): Json {
  const content = (schema: z.ZodType, io: 'input' | 'output') => ({
    'application/json': { schema: schemaOf(schema, io) },
  });
  return {
    operationId: id,
    summary: route.summary,
    ...(route.roles === 'public'
      ? { security: [] }
      : { description: `Roles: ${route.roles.join(', ')}.`, security: [{ bearer: [] }] }),
    parameters: [
      ...parametersOf(route.parameters, 'path'),
      ...parametersOf(route.query, 'query'),
      ...(route.idempotent ? [idempotencyKey] : []),
    ],
    ...(route.body && { requestBody: { required: true, content: content(route.body, 'input') } }),
    responses: {
      [route.status]: { description: 'Done', content: content(route.response, 'output') },
      default: {
        description: 'Refused, with the field or the reason, in Chinese and English',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** The OpenAPI 3.1 description of every route, made from the routes themselves. */
export function openApi(): Json {
  const paths: Record<string, Json> = {};
  for (const [id, route] of Object.entries<RouteDefinition>(routes)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(id, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Greenlane 计量绿色通道',
      version: '1',
      description:
        'Online appointments for the verification of measuring instruments. Money is integer fen, days are YYYY-MM-DD in China, instants ISO 8601.',
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(ProblemDetail, 'output') },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
