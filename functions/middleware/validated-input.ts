import type { ApiMiddleware } from '#functions/middleware/api-context.ts';
import { validate } from '#functions/middleware/validation.ts';

/**
 * Path, query and body by the schemas of the route, as one record; no name stands in two of them (a test holds that).
 * @throws Problem Validation, naming each field.
 */
export const validatedInput = (): ApiMiddleware => ({
  before: ({ event, context }) => {
    const { parameters, query, body } = context.route.definition;
    context.asked = Object.assign(
      {},
      parameters && validate(parameters, event.pathParameters ?? {}, 'path:'),
      query && validate(query, event.queryStringParameters ?? {}, 'query:'),
      body && validate(body, event.body, ''),
    );
  },
});
