import type { ApiMiddleware } from '#functions/middleware/api-context.ts';
import { identify } from '#functions/middleware/identity.ts';

/** Who calls, by the bearer token; nobody on a public route. @throws Problem as `identify`. */
export const authenticate = (): ApiMiddleware => ({
  before: async ({ event, context }) => {
    const isPublic = context.route.definition.roles === 'public';
    context.principal = isPublic ? undefined : await identify(event.headers.authorization);
  },
});
