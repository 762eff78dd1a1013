import { hasRole } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import type { ApiMiddleware } from '#functions/middleware/api-context.ts';

/** Whether the caller has a role of the route; whose records they are is the use case's business. @throws Problem Forbidden. */
export const authorise = (): ApiMiddleware => ({
  before: ({ context: { route, principal } }) => {
    const { roles } = route.definition;
    if (roles === 'public') return;
    if (!principal || !roles.some((role) => hasRole(principal, role))) throw new Problem('Forbidden');
  },
});
