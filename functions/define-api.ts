import '#functions/runtime/gaps.ts';

import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { Routes } from '#contract/api/common.ts';
import type { Anybody, Caller, Reader } from '#functions/caller.ts';
import { Replayed } from '#functions/idempotency/replayed.ts';
import type { ApiContext, ApiMiddleware } from '#functions/middleware/api-context.ts';
import { authenticate } from '#functions/middleware/authenticate.ts';
import { authorise } from '#functions/middleware/authorise.ts';
import { idempotencyKey } from '#functions/middleware/idempotency-key.ts';
import { jsonBody } from '#functions/middleware/json-body.ts';
import { limitedBody } from '#functions/middleware/limited-body.ts';
import { logContext } from '#functions/middleware/log-context.ts';
import { matchRoute } from '#functions/middleware/match-route.ts';
import { problemDetails } from '#functions/middleware/problem-details.ts';
import { responseHeaders } from '#functions/middleware/response-headers.ts';
import { validatedInput } from '#functions/middleware/validated-input.ts';
import { moment } from '#functions/runtime/clock.ts';

/** What stands around every API, in this order; answers and errors pass them from the last to the first. */
const apiBundle = (routes: Routes): ApiMiddleware[] => [
  logContext(({ routeKey, requestContext }: APIGatewayProxyEventV2) => ({
    route: routeKey,
    correlationId: requestContext.requestId,
  })),
  responseHeaders(),
  problemDetails(),
  httpHeaderNormalizer(),
  matchRoute(routes),
  authenticate(),
  authorise(),
  // Only from here on anything of the body is looked at.
  limitedBody(),
  idempotencyKey(),
  jsonBody(),
  validatedInput(),
];

type Part<R, Name extends string> = R extends { [N in Name]: infer S extends z.ZodType }
  ? z.infer<S>
  : unknown;

/** What a route asks, as one record: of its path, its query and its body, everything checked. */
type RequestOf<R> = Part<R, 'parameters'> & Part<R, 'query'> & Part<R, 'body'>;
/** Who calls a route: on a public one nobody knows; whoever changes something brings a key. */
type CallerOf<R> = R extends { roles: 'public' } ? Anybody : R extends { idempotent: true } ? Caller : Reader;
type Answer<R> = R extends { response: infer S extends z.ZodType } ? z.input<S> : never;

type Handlers<R extends Routes> = {
  [N in keyof R]: (
    request: RequestOf<R[N]>,
    caller: CallerOf<R[N]>,
  ) => Promise<Answer<R[N]> | Replayed<Answer<R[N]>>>;
};
/** One of them when only at run time is known which: the bundle has made of the call what its route wants. */
type AnyHandler = (request: object, caller: Partial<Caller>) => Promise<unknown>;

/**
 * One Lambda function for the routes of one part of the contract, so that it carries no others; each handler stands
 * under its route's name.
 */
export const defineApi = <const R extends Routes>(routes: R, handlers: Handlers<R>) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, ApiContext>()
    .use(apiBundle(routes))
    .handler(async (_event: APIGatewayProxyEventV2, { route, asked, principal, idempotency }) => {
      const handle = handlers[route.name] as AnyHandler;
      const result = await handle(asked, { now: moment(), principal, idempotency } as Partial<Caller>);
      return result instanceof Replayed
        ? {
            statusCode: result.status,
            headers: { 'idempotency-replayed': 'true' },
            body: JSON.stringify(result.body),
          }
        : { statusCode: route.definition.status, body: JSON.stringify(result) };
    });
