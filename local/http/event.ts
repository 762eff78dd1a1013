import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type { RouteDefinition } from '#contract/index.ts';
import { ACCOUNT } from '#local/names.ts';

export type GatewayRequest = {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly route: RouteDefinition;
  readonly parameters: Record<string, string>;
  readonly body: Buffer;
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The claims of the token that was verified; undefined for a public route. */
  readonly claims: Record<string, unknown> | undefined;
};

const API_ID = 'local';

/**
 * The event that an HTTP API sends to Lambda, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function gatewayEvent(of: GatewayRequest): APIGatewayProxyEventV2 {
  const { request, url, route, parameters } = of;
  const { cookie, ...headers } = request.headers;
  const query = queryParameters(url.searchParams);
  return {
    version: '2.0',
    routeKey: routeKey(route),
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie && { cookies: cookie.split(/; ?/) }),
    headers: joined(headers),
    ...(query && { queryStringParameters: query }),
    requestContext: requestContext(of),
    ...bodyOf(of.body, request.headers['content-type']),
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
  };
}

const routeKey = ({ method, path }: RouteDefinition): string => `${method} ${path}`;

function requestContext(of: GatewayRequest): APIGatewayProxyEventV2['requestContext'] {
  const { request, url, route, requestId, now, claims } = of;
  const domainName = request.headers.host ?? 'localhost';
  return {
    accountId: ACCOUNT,
    apiId: API_ID,
    ...(claims && { authorizer: { jwt: { claims: claimTexts(claims), scopes: null } } }),
    domainName,
    domainPrefix: domainName.split('.')[0] ?? domainName,
    http: {
      // A HEAD request runs the GET route, so handlers know only the methods of the contract.
      method: route.method,
      path: url.pathname,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId,
    routeKey: routeKey(route),
    stage: '$default',
    time: commonLogTime(now),
    timeEpoch: now,
  };
}

/** Header names are in lower case already; several of one name are joined by commas. */
const joined = (headers: NodeJS.Dict<string | string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(',')]));

function queryParameters(search: URLSearchParams): Record<string, string> | undefined {
  const names = new Set(search.keys());
  if (names.size === 0) return undefined;
  return Object.fromEntries([...names].map((name) => [name, search.getAll(name).join(',')]));
}

const TEXT = /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded|[\w.+-]+\+(json|xml)))/i;

function bodyOf(body: Buffer, contentType = 'text/plain'): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isBase64Encoded = !TEXT.test(contentType);
  return { body: body.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded };
}

type Claims = APIGatewayProxyEventV2WithJWTAuthorizer['requestContext']['authorizer']['jwt']['claims'];

/** The authorizer hands every claim on as a text, lists as `[one two]`. */
const claimTexts = (claims: Record<string, unknown>): Claims =>
  Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
    ]),
  );

/** `12/Mar/2020:19:03:58 +0000` */
function commonLogTime(milliseconds: number): string {
  const [, day, month, year, time] = new Date(milliseconds).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
