import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { decodeJwt } from 'jose';
import type { RouteDefinition } from '#contract/index.ts';
import type { Clock } from '#local/clock.ts';
import type { Invoke } from '#local/functions/invoke.ts';
import { type Answer, json, refuse } from './answer.ts';
import { readBody } from './body.ts';
import { gatewayEvent } from './event.ts';
import { findRoute } from './router.ts';

export type GatewayServices = {
  readonly invoke: Invoke;
  readonly clock: Clock;
  /** Rejects for a token that does not verify. */
  readonly verifyBearer: (token: string) => Promise<unknown>;
};

/**
 * The HTTP API: routes of the contract, a JWT authorizer in front of all that are not public, and the function behind.
 * Unlike API Gateway it answers 404, 405 and 401 as problem details, because people read them here.
 */
export class Gateway {
  readonly #routes: readonly RouteDefinition[];
  readonly #services: GatewayServices;

  constructor(routes: Readonly<Record<string, RouteDefinition>>, services: GatewayServices) {
    this.#routes = Object.values(routes);
    this.#services = services;
  }

  async handle(request: IncomingMessage, url: URL): Promise<Answer> {
    const requestId = randomUUID();
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    const match = findRoute(this.#routes, method, url.pathname);
    if (match.kind === 'none') return refuse('NotFound', url.pathname, requestId);
    if (match.kind === 'other-method') {
      const answer = refuse('MethodNotAllowed', url.pathname, requestId);
      answer.headers.allow = match.allowed.join(', ');
      return answer;
    }
    const { route, parameters } = match;
    const claims = route.roles === 'public' ? undefined : await this.#authorise(request);
    if (route.roles !== 'public' && !claims) return refuse('Unauthenticated', url.pathname, requestId);
    const body = await readBody(request);
    if (!body) return refuse('PayloadTooLarge', url.pathname, requestId);
    const now = this.#services.clock.now();
    const event = gatewayEvent({ request, url, route, parameters, body, requestId, now, claims });
    const result = await this.#services.invoke(route.function, event);
    const answer = 'error' in result ? refuse('Internal', url.pathname, requestId) : answerOf(result.payload);
    answer.headers['apigw-requestid'] = requestId;
    return answer;
  }

  /** The claims of a bearer token that verifies; undefined for one that does not, or none. */
  async #authorise(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (!token) return undefined;
    try {
      await this.#services.verifyBearer(token);
      return decodeJwt(token);
    } catch {
      return undefined;
    }
  }
}

/** What a function answered. Without a status code the whole of it is the body, of an answer that is 200 and JSON. */
function answerOf(payload: unknown): Answer {
  if (!isStructured(payload)) return json(200, payload);
  const { statusCode = 200, headers = {}, body = '', isBase64Encoded, cookies } = payload;
  return {
    status: statusCode,
    headers: {
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      ),
      ...(cookies && { 'set-cookie': cookies }),
    },
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}

const isStructured = (payload: unknown): payload is APIGatewayProxyStructuredResultV2 =>
  typeof payload === 'object' && payload !== null && 'statusCode' in payload;
