import { join } from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { expect, vi } from 'vitest';
import { functions, routes } from '#contract/index.ts';
import { refusalsOf } from '#contract/refusals.ts';
import type { RouteName } from '#contract/routes.ts';
import type { FunctionName, RouteDefinition } from '#contract/types.ts';
import type { Principal } from '#domain/people/principal.ts';
import type { MemoryTables } from './memory-tables.ts';

const ISSUER = 'https://issuer.test';
const AUDIENCE = 'greenlane-test';
const JWKS = 'https://issuer.test/jwks.json';

const keys = await generateKeyPair('ES256');
export const strangersKeys = await generateKeyPair('ES256');
const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };

/** Serves the issuer's key set without a network, and says what issuer and audience are ours. */
export function serveKeys(): void {
  Object.assign(process.env, { OIDC_ISSUER: ISSUER, OIDC_AUDIENCE: AUDIENCE, OIDC_JWKS: JWKS });
  vi.stubGlobal('fetch', async (url: string | URL) => {
    if (String(url) !== JWKS) throw new Error(`no network: ${url}`);
    return Response.json({ keys: [jwk] });
  });
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

type Handler = (event: unknown, context: Context) => Promise<unknown>;

const root = join(import.meta.dirname, '../..');
const loaded = new Map<FunctionName, Promise<{ handler: Handler }>>();

/** Invokes a function through its exported handler, with exactly its own tables. */
export async function invoke<T = unknown>(
  memory: MemoryTables,
  name: FunctionName,
  event: unknown,
): Promise<T> {
  const module = loaded.get(name) ?? import(/* @vite-ignore */ join(root, functions[name].entry));
  loaded.set(name, module);
  const { handler } = await module;
  memory.actAs(name);
  try {
    return (await handler(event, context(name))) as T;
  } finally {
    memory.actAs(undefined);
  }
}

export type Reply = {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, looked into by the test
  body: any;
};

/** Calls a route through the handler of its function. */
export async function request(memory: MemoryTables, name: RouteName, call: Call = {}): Promise<Reply> {
  const result = await invoke<APIGatewayProxyStructuredResultV2>(
    memory,
    routes[name].function,
    await eventOf(name, call),
  );
  const reply: Reply = {
    status: result.statusCode ?? 0,
    headers: result.headers ?? {},
    body: JSON.parse(result.body ?? 'null'),
  };
  // Whatever a test provokes, the description must have said that it may come.
  if (reply.status >= 400) expect(refusalsOf(routes[name]), `refusals of ${name}`).toContain(reply.body.code);
  return reply;
}
