import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { isProblem, ServiceProblem } from '#contract/problems.ts';
import { Role } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { UnitId } from '#domain/units/unit.ts';
import type { DeadLetters } from '#local/dead-letters.ts';
import type { Deliveries } from '#local/events/deliveries.ts';
import { executionsOf } from '#local/executions.ts';
import { accountFor } from '#local/sign-in/accounts.ts';
import { ALGORITHM, type SigningKey } from '#local/sign-in/keys.ts';
import { signToken } from '#local/sign-in/tokens.ts';
import { type Answer, json, refuse } from './answer.ts';
import { readBody } from './body.ts';

export type LocalServices = {
  readonly port: number;
  readonly issuer: string;
  readonly key: SigningKey;
  readonly deadLetters: DeadLetters;
  readonly deliveries: Deliveries;
  /** The Step Functions API. */
  readonly states: (operation: string, input: unknown) => Promise<unknown>;
  readonly now: () => number;
  readonly offset: () => number;
  /** Moves the clock forward; resolves when what fell due on the way has been done. */
  readonly advance: (milliseconds: number) => Promise<void>;
};

const TokenRequest = z.strictObject({
  role: Role,
  unit: UnitId.optional(),
  organisation: z.string().min(1).max(18).optional(),
  name: z.string().trim().min(1).max(40).optional(),
  subject: z.string().min(1).max(128).optional(),
});

const HOUR_MS = 3_600_000;
const amount = z.number().min(0).max(100_000).default(0);
const ClockMove = z
  .strictObject({ days: amount, hours: amount, minutes: amount })
  .transform(({ days, hours, minutes }) => days * 24 * HOUR_MS + hours * HOUR_MS + minutes * (HOUR_MS / 60));

type Endpoint = (request: IncomingMessage, url: URL, services: LocalServices) => Promise<object>;

/** What only this machine has: an issuer of tokens, a clock that can be moved, queues to look into. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  'GET /.well-known/openid-configuration': async (_request, _url, { issuer }) => ({
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    token_endpoint: `${issuer}/local/token`,
    id_token_signing_alg_values_supported: [ALGORITHM],
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
  }),
  'GET /.well-known/jwks.json': async (_request, _url, { key }) => ({ keys: [key.publicJwk] }),
  'POST /local/token': async (request, _url, { key, issuer }) => {
    const account = accountOf(await parse(request, TokenRequest));
    return { token: await signToken(key, issuer, account), account };
  },
  'GET /local/clock': async (_request, _url, services) => clock(services),
  'POST /local/clock': async (request, _url, services) => {
    await services.advance(await parse(request, ClockMove));
    return clock(services);
  },
  'GET /local/executions/{id}': async (_request, url, { states }) => {
    const executions = await executionsOf(states, lastOf(url));
    if (executions.length === 0) throw new Problem('NotFound');
    return { executions, transitions: executions.reduce((sum, { transitions }) => sum + transitions, 0) };
  },
  'GET /local/dead-letters': async (_request, _url, { deadLetters }) => ({ queues: deadLetters.list() }),
  'POST /local/dead-letters/{queue}/purge': async (_request, url, { deadLetters }) => ({
    purged: known(deadLetters.purge(queueOf(url))),
  }),
  'POST /local/dead-letters/{queue}/redrive': async (_request, url, { deliveries }) => ({
    redriven: known(deliveries.redrive(queueOf(url))),
  }),
};

/** Answers a request for one of the local endpoints; undefined when it is for another address. */
export async function handleLocal(
  request: IncomingMessage,
  url: URL,
  services: LocalServices,
): Promise<Answer | undefined> {
  if (!/^\/(local|\.well-known)\//.test(url.pathname)) return undefined;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const path = url.pathname
    .replace(/^(\/local\/dead-letters\/)[^/]+\//, '$1{queue}/')
    .replace(/^(\/local\/executions\/)[^/]+$/, '$1{id}');
  const endpoint = endpoints[`${method} ${path}`];
  const id = randomUUID();
  if (!endpoint) {
    const there = Object.keys(endpoints).some((key) => key.endsWith(` ${path}`));
    return refuse(there ? 'MethodNotAllowed' : 'NotFound', url.pathname, id);
  }
  try {
    if (!isOurs(request, services.port)) throw new Problem('Forbidden');
    return json(200, await endpoint(request, url, services));
  } catch (error) {
    if (isProblem(error)) return refuse(error, url.pathname, id);
    throw error;
  }
}

/**
 * Whether nobody else's web page is behind the request: a page may send requests to loopback addresses, or give its
 * own name that address, and would be given a token.
 */
function isOurs(request: IncomingMessage, port: number): boolean {
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`];
  const { host = '', origin } = request.headers;
  return hosts.includes(host) && (origin === undefined || hosts.some((own) => origin === `http://${own}`));
}

async function parse<Schema extends z.ZodType>(
  request: IncomingMessage,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const body = await readBody(request);
  if (!body) throw new ServiceProblem('PayloadTooLarge');
  const result = schema.safeParse(parseJson(body.toString()));
  if (result.success) return result.data;
  throw new Problem('Validation', {
    errors: result.error.issues.map(({ path, message }) => ({
      field: `/${path.join('/')}`,
      message: { zh: message, en: message },
    })),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fieldProblem('/', '不是合法的 JSON。', 'Not valid JSON.');
  }
}

function accountOf(wanted: z.infer<typeof TokenRequest>) {
  try {
    return accountFor(wanted);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw fieldProblem(
      '/organisation',
      '企业账号需要统一社会信用代码。',
      'An enterprise needs its credit code.',
    );
  }
}

const clock = ({ now, offset }: LocalServices) => ({
  now: new Date(now()).toISOString(),
  aheadMinutes: Math.round(offset() / 60_000),
});

const lastOf = (url: URL): string => decodeURIComponent(url.pathname.split('/').at(-1) ?? '');

const queueOf = (url: URL): string => decodeURIComponent(url.pathname.split('/')[3] ?? '');

function known(count: number | undefined): number {
  if (count === undefined) throw new Problem('NotFound');
  return count;
}
