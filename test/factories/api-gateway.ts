import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { routes } from '#contract/index.ts';
import type { RouteName } from '#contract/routes.ts';
import type { FunctionName, RouteDefinition } from '#contract/types.ts';
import type { Principal } from '#domain/people/principal.ts';

const ISSUER = 'https://issuer.test';
const AUDIENCE = 'greenlane-test';
const JWKS = 'https://issuer.test/jwks.json';

const keys = await generateKeyPair('ES256');
export const strangersKeys = await generateKeyPair('ES256');
const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };

/** Says what issuer and audience are ours. */
export function trustIssuer(): void {
  Object.assign(process.env, { OIDC_ISSUER: ISSUER, OIDC_AUDIENCE: AUDIENCE, OIDC_JWKS: JWKS });
}

/** What the issuer answers, and nobody else: there is no network. */
export async function issuerOnly(url: string | URL): Promise<Response> {
  if (String(url) !== JWKS) throw new Error(`no network: ${url}`);
  return Response.json({ keys: [jwk] });
}

export type TokenChange = {
  claims?: JWTPayload;
  issuer?: string;
  audience?: string;
  /** `null` for a token without an end. */
  expiresIn?: string | null;
  key?: typeof keys.privateKey;
};

/** The bearer token of somebody, signed with the issuer's key unless the change says otherwise. */
export function tokenOf(principal: Partial<Principal>, change: TokenChange = {}): Promise<string> {
  const { subject = 'nobody', name, roles = [], unit, organisation } = principal;
  const { expiresIn = '5m' } = change;
  const token = new SignJWT({
    name: name ?? subject,
    'cognito:groups': roles,
    ...(unit && { 'custom:unit': unit }),
    ...(organisation && { 'custom:organisation': organisation }),
    ...change.claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .setSubject(subject)
    .setIssuer(change.issuer ?? ISSUER)
    .setAudience(change.audience ?? AUDIENCE)
    .setIssuedAt();
  if (expiresIn !== null) token.setExpirationTime(expiresIn);
  return token.sign(change.key ?? keys.privateKey);
}

export type Call = {
  as?: Partial<Principal> | undefined;
  token?: string | undefined;
  parameters?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  /** Sent as it is, instead of `body` as JSON. */
  raw?: string;
  base64?: boolean;
  headers?: Record<string, string>;
  /** `null` for none. */
  key?: string | null;
};

let count = 0;

/** The event of API Gateway for a route. A mutating one carries a fresh Idempotency-Key unless it is given. */
export async function eventOf(name: RouteName, call: Call = {}): Promise<APIGatewayProxyEventV2> {
  const route: RouteDefinition = routes[name];
  const token = call.token ?? (call.as && (await tokenOf(call.as)));
  const path = route.path.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(call.parameters?.[key] ?? ''));
  const key = call.key === undefined && route.idempotent ? `key-${++count}-fresh` : call.key;
  const text = call.raw ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
  const body = text !== undefined && call.base64 ? Buffer.from(text).toString('base64') : text;
  return {
    version: '2.0',
    routeKey: `${route.method} ${route.path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(call.query).toString(),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key && { 'idempotency-key': key }),
      ...call.headers,
    },
    ...(call.query && { queryStringParameters: call.query }),
    ...(call.parameters && { pathParameters: call.parameters }),
    ...(body !== undefined && { body }),
    isBase64Encoded: call.base64 ?? false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'test',
      domainPrefix: 'test',
      http: { method: route.method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: `${route.method} ${route.path}`,
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
}

export const context = (name: FunctionName): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: name,
  functionVersion: '1',
  invokedFunctionArn: `arn:aws:lambda:test:000000000000:function:${name}`,
  memoryLimitInMB: '512',
  awsRequestId: 'invocation-1',
  logGroupName: 'test',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => 15_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});
