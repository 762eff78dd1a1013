import * as z from 'zod';
import { ProblemDetail } from '#contract/problems.ts';
import { routes } from '#contract/routes.ts';
import type { RouteDefinition } from '#contract/types.ts';
import { Appointment } from '#domain/appointments/appointment.ts';
import { HistoryEvent } from '#domain/appointments/history.ts';
import { Assignment, NumberedLine, Results, Triage, WaiverState } from '#domain/appointments/parts.ts';
import { Bilingual } from '#domain/bilingual.ts';
import { Certificate } from '#domain/certificates/certificate.ts';
import { Shift, Team } from '#domain/dispatch/capacity.ts';
import { QueueEntry } from '#domain/dispatch/queue.ts';
import { Quote, QuoteLine } from '#domain/fees/quote.ts';
import { InstrumentLine } from '#domain/ledger/instrument.ts';
import { LedgerEntry } from '#domain/ledger/ledger.ts';
import { Evidence } from '#domain/organisations/evidence.ts';
import { Organisation } from '#domain/organisations/organisation.ts';
import { Decision } from '#domain/tasks/outcome.ts';
import { Task } from '#domain/tasks/task.ts';
import { LineResult } from '#domain/verification/result.ts';

type Json = Record<string, unknown>;
type Direction = 'input' | 'output';

const componentName = (route: string, suffix: string): string =>
  `${route.charAt(0).toUpperCase()}${route.slice(1)}${suffix}`;

/** Schemas that have a name of their own. Where one is used it is referred to, so each stands in the document once. */
const named: Record<Direction, Record<string, z.ZodType>> = {
  output: {
    Appointment,
    Assignment,
    Bilingual,
    Certificate,
    Evidence,
    HistoryEvent,
    InstrumentLine: NumberedLine,
    LedgerEntry,
    LineResult,
    Organisation,
    Problem: ProblemDetail,
    QueueEntry,
    Quote,
    QuoteLine,
    Results,
    Shift,
    Task,
    Team,
    Triage,
    WaiverState,
    ...eachRoute('Response', ({ response }) => response),
  },
  input: {
    Decision,
    EvidenceInput: Evidence,
    InstrumentLineInput: InstrumentLine,
    LineResultInput: LineResult,
    ...eachRoute('Request', ({ body }) => body),
  },
};

/** The schemas of the routes' bodies, by the name of the route: `SubmitAppointmentRequest`. */
function eachRoute(suffix: string, of: (route: RouteDefinition) => z.ZodType | undefined) {
  return Object.fromEntries(
    Object.entries<RouteDefinition>(routes).flatMap(([name, route]) => {
      const schema = of(route);
      return schema ? [[componentName(name, suffix), schema]] : [];
    }),
  );
}

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
};

/** The named schemas of one direction, each referring to the others. */
function components(io: Direction): Json {
  const registry = z.registry<{ id: string }>();
  const seen = new Map<z.ZodType, string>();
  for (const [id, schema] of Object.entries(named[io])) {
    if (seen.has(schema)) continue;
    seen.set(schema, id);
    registry.add(schema, { id });
  }
  const { schemas } = z.toJSONSchema(registry, {
    io,
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
  });
  // A schema that two routes share has one name; the second refers to it.
  const aliases = Object.entries(named[io]).flatMap(([id, schema]) => {
    const first = seen.get(schema);
    return first && first !== id ? [[id, reference(first)] as const] : [];
  });
  const plain = Object.entries(schemas).map(
    ([id, { $schema: _dialect, $id: _id, ...rest }]) => [id, rest] as const,
  );
  return Object.fromEntries([...plain, ...aliases]);
}

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema) as {
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
  const content = (suffix: string) => ({
    'application/json': { schema: reference(componentName(id, suffix)) },
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
    ...(route.body && { requestBody: { required: true, content: content('Request') } }),
    responses: {
      [route.status]: { description: 'Done', content: content('Response') },
      default: {
        description: 'Refused, with the field or the reason, in Chinese and English',
        content: { 'application/problem+json': { schema: reference('Problem') } },
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
      schemas: { ...components('input'), ...components('output') },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
