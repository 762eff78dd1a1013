import type { RouteDefinition } from '#contract/types.ts';
import { Problem } from '#domain/problem.ts';
import type { ApiMiddleware } from '#functions/middleware/api-context.ts';

/** Which of this function's routes the gateway found. @throws Problem NotFound. */
export function matchRoute(routes: Record<string, RouteDefinition>): ApiMiddleware {
  const byKey = new Map(
    Object.entries(routes).map(([name, definition]) => [
      `${definition.method} ${definition.path}`,
      { name, definition },
    ]),
  );
  return {
    before: ({ event, context }) => {
      const route = byKey.get(event.routeKey);
      if (!route) throw new Problem('NotFound');
      context.route = route;
    },
  };
}
