import { createHash } from 'node:crypto';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { problemDetail, ServiceProblem, statusOf } from '#contract/problems.ts';
import { type RouteName, routes } from '#contract/routes.ts';
import type { FunctionName, RouteDefinition } from '#contract/types.ts';
import type { Principal } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import type { Anybody, Caller, Reader } from '#functions/caller.ts';
import { Replayed } from '#functions/idempotency/replayed.ts';
import { identify } from '#functions/middleware/identity.ts';
import { validate } from '#functions/middleware/validation.ts';
import { asProblem } from '#functions/runtime/as-problem.ts';
import { moment } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';
import type { IdempotencyKey } from '#store/delivery/idempotency.ts';

type Routes = typeof routes;
type RoutesOf<F extends FunctionName> = {
  [N in RouteName as Routes[N]['function'] extends F ? N : never]: Routes[N];
};
type Part<R, Name extends string> = R extends { [N in Name]: infer S extends z.ZodType }
  ? z.infer<S>
  : unknown;

/** What a route asks, as one record: of its path, its query and its body, everything checked. */
type RequestOf<R> = Part<R, 'parameters'> & Part<R, 'query'> & Part<R, 'body'>;
/** Who calls a route: on a public one nobody knows; whoever changes something brings a key. */
type CallerOf<R> = R extends { roles: 'public' } ? Anybody : R extends { idempotent: true } ? Caller : Reader;
type Answer<R> = R extends { response: infer S extends z.ZodType } ? z.input<S> : never;

type Handlers<F extends FunctionName> = {
  [N in keyof RoutesOf<F>]: (
    request: RequestOf<RoutesOf<F>[N]>,
    caller: CallerOf<RoutesOf<F>[N]>,
  ) => Promise<Answer<RoutesOf<F>[N]> | Replayed<Answer<RoutesOf<F>[N]>>>;
};

const MAXIMUM_BODY_BYTES = 256 * 1024;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{8,128}$/;

/** One Lambda function for the routes that the contract gives it; each handler stands under its route's name. */
export function defineApi<F extends FunctionName>(name: F, handlers: Handlers<F>) {
  const own = new Map(
    Object.entries<RouteDefinition>(routes)
      .filter(([, route]) => route.function === name)
      .map(([route, definition]) => [`${definition.method} ${definition.path}`, { route, definition }]),
  );
  const answer = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const found = own.get(event.routeKey);
    if (!found) throw new Problem('NotFound');
    const { definition } = found;
    const { request, caller } = await parse(event, definition);
    const handle = handlers[found.route as keyof Handlers<F>] as (
      request: unknown,
      caller: Anybody,
    ) => Promise<unknown | Replayed<unknown>>;
    const result = await handle(request, caller);
    return result instanceof Replayed
      ? json(result.status, result.body, { 'idempotency-replayed': 'true' })
      : json(definition.status, result);
  };
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(injectLambdaContext(log, { clearState: true, logEvent: false }))
    .before(({ event }) =>
      log.appendKeys({ route: event.routeKey, correlationId: event.requestContext.requestId }),
    )
    .onError((request) => {
      request.response = refusal(request.error, request.event);
    })
    .handler(answer);
}

async function parse(event: APIGatewayProxyEventV2, route: RouteDefinition) {
  const principal = route.roles === 'public' ? undefined : await identify(event.headers.authorization);
  if (principal && !principal.roles.some((role) => (route.roles as readonly string[]).includes(role))) {
    throw new Problem('Forbidden');
  }
  const raw = bodyOf(event);
  const idempotency = route.idempotent && principal ? idempotencyOf(event, raw, principal) : undefined;
  const parameters = route.parameters && validate(route.parameters, event.pathParameters ?? {}, 'path:');
  const query = route.query && validate(route.query, event.queryStringParameters ?? {}, 'query:');
  const body = route.body && validate(route.body, parseJson(raw, event.headers['content-type']), '');
  return {
    request: Object.assign({}, query, body, parameters),
    caller: { now: moment(), principal, idempotency },
  };
}

function bodyOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): string {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  if (Buffer.byteLength(text) > MAXIMUM_BODY_BYTES) throw new ServiceProblem('PayloadTooLarge');
  return text;
}

function parseJson(raw: string, contentType = ''): unknown {
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType))
    throw new ServiceProblem('UnsupportedMediaType');
  try {
    return JSON.parse(raw);
  } catch {
    throw new Problem('Validation', {
      errors: [{ field: '/', message: { zh: '不是合法的 JSON。', en: 'Not valid JSON.' } }],
    });
  }
}

/** The key belongs to the caller, and the digest to one route and body. */
function idempotencyOf(event: APIGatewayProxyEventV2, raw: string, principal: Principal): IdempotencyKey {
  const key = event.headers['idempotency-key'];
  if (!key || !IDEMPOTENCY_KEY.test(key)) {
    throw new ServiceProblem('MissingIdempotencyKey', {
      errors: [
        {
          field: 'header:Idempotency-Key',
          message: { zh: '必填，8 至 128 个可见字符。', en: 'Required: 8 to 128 visible characters.' },
        },
      ],
    });
  }
  const { method } = event.requestContext.http;
  const request = createHash('sha256').update(`${method} ${event.rawPath}\n${raw}`).digest('base64url');
  return { key: `${principal.subject}#${key}`, request };
}

const json = (
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body: JSON.stringify(body),
});

/** A refusal as problem details; whatever is not one of ours is an internal error whose cause only the log sees. */
function refusal(error: unknown, event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
  const correlationId = event.requestContext.requestId;
  const problem = asProblem(error);
  const status = statusOf(problem);
  if (status >= 500) log.error('request failed', { error: error as Error });
  else log.info('request refused', { code: problem.code });
  return json(status, problemDetail(problem, { instance: event.rawPath, correlationId }), {
    'content-type': 'application/problem+json; charset=utf-8',
    ...(status === 503 && { 'retry-after': '1' }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  });
}
