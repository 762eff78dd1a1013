import type { RouteDefinition } from '#contract/index.ts';

export type Match =
  | { readonly kind: 'route'; readonly route: RouteDefinition; readonly parameters: Record<string, string> }
  | { readonly kind: 'other-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'none' };

/**
 * Finds the route of a request as API Gateway does: a static segment wins over a parameter, segment by segment from the
 * left, and a parameter matches exactly one segment that is not empty.
 */
export function findRoute(routes: readonly RouteDefinition[], method: string, path: string): Match {
  const fitting = routes
    .map((route) => ({ route, parameters: parametersOf(route.path, path) }))
    .filter((candidate) => candidate.parameters !== undefined)
    .sort((a, b) => compareSegments(a.route.path, b.route.path));
  const found = fitting.find(({ route }) => route.method === method);
  if (found) return { kind: 'route', route: found.route, parameters: found.parameters ?? {} };
  if (fitting.length === 0) return { kind: 'none' };
  return { kind: 'other-method', allowed: [...new Set(fitting.map(({ route }) => route.method))] };
}

/** The parameters of a path that fits a template, URL-decoded; undefined when it does not fit. */
function parametersOf(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const name = parameterName(segment);
    const value = decode(given[index] ?? '');
    if (value === undefined) return undefined;
    if (name === undefined ? segment !== value : value === '') return undefined;
    if (name !== undefined) parameters[name] = value;
  }
  return parameters;
}

const parameterName = (segment: string): string | undefined => /^\{(\w+)\}$/.exec(segment)?.[1];

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Negative when the first is the more specific one. */
function compareSegments(one: string, other: string): number {
  const others = other.split('/');
  for (const [index, segment] of one.split('/').entries()) {
    const difference =
      Number(parameterName(segment) !== undefined) - Number(parameterName(others[index] ?? '') !== undefined);
    if (difference !== 0) return difference;
  }
  return 0;
}
