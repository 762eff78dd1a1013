import type { MiddlewareObj, Request } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { RouteDefinition } from '#contract/types.ts';
import type { Principal } from '#domain/people/principal.ts';
import type { IdempotencyKey } from '#store/delivery/idempotency.ts';

/** What the middlewares of an API find out about a call, each adding its part; the handler reads it there. */
export type ApiContext = Context & {
  route: { name: string; definition: RouteDefinition };
  /** Nobody on a public route. */
  principal: Principal | undefined;
  /** On routes that change something. */
  idempotency: IdempotencyKey | undefined;
  /** What is asked, of path, query and body as one record, checked. */
  asked: object;
};

type Answer = APIGatewayProxyStructuredResultV2;
export type ApiRequest = Request<APIGatewayProxyEventV2, Answer, Error, ApiContext>;
export type ApiMiddleware = MiddlewareObj<APIGatewayProxyEventV2, Answer, Error, ApiContext>;
