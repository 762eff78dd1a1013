import { describe, expect, it } from 'vitest';
import { routes } from '#contract/index.ts';
import type { RouteName } from '#contract/routes.ts';
import type { RouteDefinition } from '#contract/types.ts';
import { cancelled } from '#test/factories/memory-tables.ts';
import { person } from '#test/factories/people.ts';
import { request } from '#test/factories/requests.ts';
import { goodCalls, tasks, testBed } from '#test/factories/test-bed.ts';

const the = testBed();
const key = 'operation-0001';
const mutating = (Object.entries(routes) as [RouteName, RouteDefinition][])
  .filter(([, { idempotent }]) => idempotent)
  .map(([name]) => name);
const call = (name: RouteName, change: object = {}) =>
  request(the.memory, name, { ...goodCalls[name], key, ...change });

describe.each(mutating)('%s', (name) => {
  it('asked again under the same key gives the same answer and changes nothing more', async () => {
    const first = await call(name);
    const after = the.memory.snapshot();
    const again = await call(name);
    expect(first.status).toBe(routes[name].status);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(again).toEqual({ ...first, headers: { ...first.headers, 'idempotency-replayed': 'true' } });
    expect(the.memory.snapshot()).toBe(after);
  });

  it('asked for something else under the same key is refused, and changes nothing more', async () => {
    await call(name);
    const after = the.memory.snapshot();
    const { status, body } = await call(name, { raw: `${JSON.stringify(goodCalls[name].body ?? {})} ` });
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'IdempotencyKeyReused' });
    expect(the.memory.snapshot()).toBe(after);
  });

  it('writes what it does and its answer together, or neither', async () => {
    const before = the.memory.snapshot();
    the.memory.fail(
      () => new Error('the table is gone'),
      ({ command }) => command === 'TransactWrite',
      99,
    );
    const { status } = await call(name);
    // A bulk tells of each item instead.
    expect(status).toBe(name === 'decideTasks' ? 200 : 500);
    expect(the.memory.snapshot()).toBe(before);
    expect(the.memory.all('idempotency')).toEqual([]);
  });

  it('is one transaction, which holds the answer', async () => {
    await call(name);
    for (const { tables } of the.memory.writes) expect(tables).toContain('idempotency');
    expect(the.memory.writes).toHaveLength(name === 'decideTasks' ? 2 : 1);
  });
});

describe('a key', () => {
  it('is of one person: that of another is another', async () => {
    await call('submitAppointment');
    const other = person('enterprise', { subject: 'enterprise-2' });
    const lines = (goodCalls.submitAppointment.body as { lines: object[] }).lines;
    const body = {
      ...(goodCalls.submitAppointment.body as object),
      lines: [{ ...lines[0], serialNumber: 'NEW-2' }],
    };
    const { status, headers } = await call('submitAppointment', { as: other, body });
    expect(status).toBe(202);
    expect(headers).not.toHaveProperty('idempotency-replayed');
  });

  it('of another route is another request', async () => {
    await call('claimTask');
    expect((await call('releaseTask')).status).toBe(422);
  });

  it('is free again when the request was refused', async () => {
    const refused = await call('claimTask', { as: person('clerk', { subject: 'enterprise-1' }) });
    expect(refused.status).toBe(403);
    expect((await call('claimTask')).status).toBe(200);
  });
});

describe('two requests with one key at the same moment', () => {
  it('are one: the later one gets the answer of the first', async () => {
    const before = the.memory.all('appointments').length;
    const [one, two] = await Promise.all([call('submitAppointment'), call('submitAppointment')]);
    expect([one.status, two.status]).toEqual([202, 202]);
    expect(one.body).toEqual(two.body);
    expect(the.memory.all('appointments')).toHaveLength(before + 2);
    expect(the.memory.all('outbox')).toHaveLength(1);
  });
});

describe('a request whose twin was faster between its look and its write', () => {
  const twin = async (request?: string) => {
    const first = await call('claimTask');
    const [answer = {}] = the.memory.all('idempotency');
    the.memory.remove('idempotency', answer).put('tasks', { ...tasks.intake });
    the.memory.fail(
      () => {
        the.memory.put('idempotency', { ...answer, ...(request && { request }) });
        return cancelled(['ConditionalCheckFailed', 'None']);
      },
      ({ command }) => command === 'TransactWrite',
    );
    return { first, second: await call('claimTask') };
  };

  it('gets the answer of the twin, and changes nothing', async () => {
    const { first, second } = await twin();
    expect(second).toEqual({ ...first, headers: { ...first.headers, 'idempotency-replayed': 'true' } });
    expect(the.memory.all('tasks').find(({ id }) => id === tasks.intake.id)).toMatchObject({
      status: 'OPEN',
    });
  });

  it('is refused when the twin asked for something else', async () => {
    const { second } = await twin('another request');
    expect({ status: second.status, code: second.body.code }).toEqual({
      status: 422,
      code: 'IdempotencyKeyReused',
    });
  });
});

describe('a bulk', () => {
  const items = [tasks.intake, { id: 'no-such' }].map(({ id }) => ({
    task: id,
    decision: { outcome: 'accept' },
  }));

  it('that failed in part by a busy table is not kept: the same key tries that part again', async () => {
    const busy = () => Object.assign(new Error('busy'), { name: 'ThrottlingException' });
    the.memory.fail(busy, ({ tables }) => tables.includes('tasks') && tables.includes('outbox'));
    const first = await call('decideTasks', { body: { items } });
    expect(first.body).toMatchObject({ decided: 0, refused: 2 });
    expect(first.body.items[0].problem).toMatchObject({ code: 'Unavailable', status: 503 });
    const again = await call('decideTasks', { body: { items } });
    expect(again.body).toMatchObject({ decided: 1, refused: 1 });
  });

  it('that was cut off in the middle decides nothing twice', async () => {
    // The answer of the whole is lost; what was decided has an answer of its own.
    const whole = ({ command, tables }: { command: string; tables: string[] }) =>
      command === 'TransactWrite' && tables.length === 1;
    the.memory.fail(() => new Error('cut off'), whole);
    const first = await call('decideTasks', { body: { items: items.slice(0, 1) } });
    const version = () => the.memory.all('tasks').find(({ id }) => id === tasks.intake.id)?.version;
    const after = version();
    const again = await call('decideTasks', { body: { items: items.slice(0, 1) } });
    expect(first.status).toBe(500);
    expect(again.body).toMatchObject({ decided: 1, refused: 0 });
    expect(version()).toBe(after);
  });
});
