import { functions } from './functions.ts';
import { type ProblemCode, problems } from './problems.ts';
import type { RouteDefinition } from './types.ts';

/**
 * The refusals that may come from a route, in the order of the table: what follows from how it is asked, and what the
 * trade refuses. A wrong method is not among them: it is no request of this route, nor of any other.
 */
export function refusalsOf(route: RouteDefinition): ProblemCode[] {
  const { parameters, query, body, idempotent, roles, function: name, refusals = [] } = route;
  const tables = Object.keys(functions[name].tables).length > 0;
  const possible: Partial<Record<ProblemCode, boolean>> = {
    Validation: Boolean(parameters ?? query ?? body),
    MissingIdempotencyKey: idempotent === true,
    Unauthenticated: roles !== 'public',
    Forbidden: roles !== 'public',
    NotFound: parameters !== undefined && roles !== 'public',
    PayloadTooLarge: body !== undefined || idempotent === true,
    UnsupportedMediaType: body !== undefined,
    IdempotencyKeyReused: idempotent === true,
    Internal: true,
    Unavailable: tables || roles !== 'public',
  };
  const codes = Object.keys(problems) as ProblemCode[];
  return codes.filter((code) => possible[code] || refusals.some((refusal) => refusal === code));
}
