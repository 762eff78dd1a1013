import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { RouteName } from '#contract/routes.ts';
import { routes } from '#contract/routes.ts';
import type { ApiContext, ApiMiddleware } from '#functions/middleware/api-context.ts';
import { type Call, context, eventOf } from './requests.ts';

type Answer = APIGatewayProxyStructuredResultV2;
type Seen = { event: APIGatewayProxyEventV2; context: ApiContext };
type Known = Partial<Pick<ApiContext, 'principal' | 'idempotency' | 'asked'>>;

/**
 * Puts one middleware around a handler, calls a route through it as those before it would have left the call, and gives
 * what the handler then saw beside the answer.
 */
export async function through(
  middleware: ApiMiddleware,
  name: RouteName,
  call: Call = {},
  known: Known = {},
  handle: () => Answer = () => ({ statusCode: 200 }),
): Promise<{ seen: Seen | undefined; answer: Answer }> {
  let seen: Seen | undefined;
  const handler = middy<APIGatewayProxyEventV2, Answer, Error, ApiContext>()
    .use(middleware)
    .handler(async (event: APIGatewayProxyEventV2, of: ApiContext) => {
      seen = { event, context: of };
      return handle();
    });
  const prepared = { ...context(routes[name].function), route: { name, definition: routes[name] }, ...known };
  const answer = await handler(await eventOf(name, call), prepared as ApiContext & Context);
  return { seen, answer };
}
