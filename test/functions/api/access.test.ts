import { describe, expect, it, vi } from 'vitest';
import { routes } from '#contract/index.ts';
import type { RouteName } from '#contract/routes.ts';
import type { RouteDefinition } from '#contract/types.ts';
import { Role } from '#domain/people/principal.ts';
import { ENTERPRISE_CODE, person } from '#test/factories/people.ts';
import { eventOf, invoke, request, strangersKeys, tokenOf } from '#test/factories/requests.ts';
import { goodCalls, testBed } from '#test/factories/test-bed.ts';

const the = testBed();
const names = Object.keys(routes) as RouteName[];
const definition = (name: RouteName): RouteDefinition => routes[name];
const guarded = names.filter((name) => definition(name).roles !== 'public');
const open = names.filter((name) => definition(name).roles === 'public');
const call = (name: RouteName, change: object = {}) =>
  request(the.memory, name, { ...goodCalls[name], ...change });

const pairs = guarded.flatMap((name) => Role.options.map((role) => ({ name, role })));
const mayCall = ({ name, role }: { name: RouteName; role: Role }) => definition(name).roles.includes(role);

describe('every route', () => {
  it('is one of which there are', () => {
    expect(names.length).toBeGreaterThan(20);
    expect(Object.keys(goodCalls).sort()).toEqual([...names].sort());
  });

  it.each(names)('%s answers a good call as the contract says', async (name) => {
    const { status, headers, body } = await call(name);
    expect({ status, body }).toMatchObject({ status: definition(name).status });
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const parsed = definition(name).response.safeParse(body);
    expect(parsed.error?.issues ?? []).toEqual([]);
    expect(JSON.stringify(body)).not.toContain('task-token');
  });

  it.each(names.filter((name) => definition(name).method === 'GET'))('%s changes nothing', async (name) => {
    await call(name);
    expect(the.memory.writes).toEqual([]);
  });
});

describe('without a token', () => {
  it.each(guarded)('%s answers 401 before any table is touched', async (name) => {
    const { status, headers, body } = await call(name, { as: undefined });
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'Unauthenticated' });
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(the.memory.calls).toEqual([]);
  });

  it.each(open)('%s answers', async (name) => {
    expect((await call(name)).status).toBe(200);
  });
});

describe('with a role', () => {
  it.each(pairs.filter((pair) => !mayCall(pair)))('$role may not: $name', async ({ name, role }) => {
    const { status, body } = await call(name, { as: person(role) });
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'Forbidden' });
    expect(the.memory.calls).toEqual([]);
  });

  it.each(pairs.filter(mayCall))('$role may: $name', async ({ name, role }) => {
    const { status, body } = await call(name, { as: person(role) });
    expect([200, 201, 202, 400, 403, 404]).toContain(status);
    // A task is for its candidates; the role as such is let in.
    expect(body.code).not.toBe('Forbidden');
  });
});

describe('a token', () => {
  const read = (token: string, headers: Record<string, string> = {}) =>
    request(the.memory, 'listTasks', { token, headers });
  const clerk = person('clerk');
  const unsigned = (header: object, payload: object) =>
    [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const claims = {
    sub: 'clerk-1',
    'cognito:groups': ['clerk'],
    'custom:unit': 'shangluo',
    iss: 'https://issuer.test',
    aud: 'greenlane-test',
    exp: 4_000_000_000,
  };

  it('of the issuer, for us, in time, is let in', async () => {
    expect((await read(await tokenOf(clerk))).status).toBe(200);
  });

  it.each([
    ['expired', () => tokenOf(clerk, { expiresIn: '-1m' })],
    ['of another issuer', () => tokenOf(clerk, { issuer: 'https://elsewhere.test' })],
    ['for another audience', () => tokenOf(clerk, { audience: 'another-app' })],
    ['signed by a stranger', () => tokenOf(clerk, { key: strangersKeys.privateKey })],
    ['not valid yet', () => tokenOf(clerk, { claims: { nbf: 4_000_000_000 } })],
    ['without a signature', async () => `${unsigned({ alg: 'none' }, claims)}.`],
    ['with alg none and a signature', async () => `${unsigned({ alg: 'none' }, claims)}.x`],
    ['signed with a shared secret', async () => `${unsigned({ alg: 'HS256', kid: 'k1' }, claims)}.c2ln`],
    ['with an unknown key', async () => `${unsigned({ alg: 'ES256', kid: 'k9' }, claims)}.c2ln`],
    [
      'tampered with',
      async () => {
        const [head, , signature] = (await tokenOf(clerk)).split('.');
        const payload = Buffer.from(JSON.stringify({ ...claims, 'custom:unit': 'shaanxi' })).toString(
          'base64url',
        );
        return [head, payload, signature].join('.');
      },
    ],
    ['that is no token', async () => 'x.y.z'],
    ['in one piece', async () => 'secret'],
  ])('%s is refused with 401, before any table is touched', async (_, make) => {
    const { status, body } = await read(await make());
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'Unauthenticated' });
    expect(the.memory.calls).toEqual([]);
  });

  it('without an end is refused', async () => {
    expect((await read(await tokenOf(clerk, { expiresIn: null }))).status).toBe(401);
  });

  it.each(['Basic Y2xlcms6eA==', 'Bearer', 'Bearer  a.b.c d', ''])(
    'as %j is no bearer token',
    async (authorization) => {
      const { status } = await request(the.memory, 'listTasks', { headers: { authorization } });
      expect(status).toBe(401);
    },
  );

  it('while the issuer does not give its keys is a matter of trying again, not of signing in', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('fetch failed');
    });
    process.env.OIDC_JWKS = 'https://issuer.test/unreachable.json';
    const { status, headers, body } = await read(await tokenOf(clerk));
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'Unavailable' });
    expect(headers['retry-after']).toBe('1');
  });
});

describe('an account', () => {
  const read = async (as: object) => {
    const { status, body } = await request(the.memory, 'listTasks', { as });
    return { status, code: body.code };
  };
  const forbidden = { status: 403, code: 'Forbidden' };

  it.each([
    ['of the staff without a unit', { subject: 'x', roles: ['clerk'] }],
    ['of an enterprise without an organisation', { subject: 'x', roles: ['enterprise'] }],
    ['without a role', { subject: 'x', roles: [], unit: 'shangluo' }],
    ['with a role that is none of ours', { subject: 'x', roles: ['root'], unit: 'shangluo' }],
    ['of a unit that there is not', { subject: 'x', roles: ['clerk'], unit: 'mars' }],
  ])('%s is known and not let in: 403', async (_, as) => {
    expect(await read(as)).toEqual(forbidden);
    expect(the.memory.calls).toEqual([]);
  });

  it('with other groups beside its role is let in', async () => {
    expect(await read({ subject: 'x', roles: ['mail', 'clerk'], unit: 'shangluo' } as object)).toMatchObject({
      status: 200,
    });
  });

  it('with a long name, or none, is let in', async () => {
    const token = await tokenOf(person('clerk'), { claims: { name: '长'.repeat(300) } });
    expect((await request(the.memory, 'listTasks', { token })).status).toBe(200);
    const nameless = await tokenOf(person('clerk'), { claims: { name: undefined } });
    expect((await request(the.memory, 'listTasks', { token: nameless })).status).toBe(200);
  });

  it('of an enterprise does not get in as staff by naming a unit', async () => {
    const as = {
      subject: 'x',
      roles: ['enterprise'],
      unit: 'shangluo',
      organisation: ENTERPRISE_CODE,
    } as object;
    expect(await read(as)).toEqual(forbidden);
  });
});

describe('a route that a function does not have', () => {
  it('is not found', async () => {
    const event = { ...(await eventOf('health')), routeKey: 'DELETE /health' };
    const result = await invoke<{ statusCode: number }>(the.memory, 'api-service', event);
    expect(result.statusCode).toBe(404);
  });
});
