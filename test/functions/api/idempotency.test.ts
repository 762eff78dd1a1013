import { describe, expect, it } from 'vitest';
import { routes } from '#contract/index.ts';
import type { RouteName } from '#contract/routes.ts';
import type { RouteDefinition } from '#contract/types.ts';
import { person } from '#test/factories/people.ts';
import { request } from '#test/factories/requests.ts';
import { goodCalls, ids, tasks, testBed } from '#test/factories/test-bed.ts';

const the = testBed();
const key = 'operation-0001';
const mutating = (Object.entries(routes) as [RouteName, RouteDefinition][])
  .filter(([, { idempotent }]) => idempotent)
  .map(([name]) => name);
const call = (name: RouteName, change: object = {}) =>
  request(the.memory, name, { ...goodCalls[name], key, ...change });

/** Kept with the decision itself: by which request it was made. */
const decisions: RouteName[] = ['decideTask', 'recordResults'];
const bulk = 'decideTasks';
/** Where one stands in the queue is told as of now. */
const lasting = ({ queue: _now, ...rest }: Record<string, unknown>) => rest;

describe.each(mutating)('%s', (name) => {
  it('asked again under the same key gives the same answer and changes nothing more', async () => {
    const first = await call(name);
    const after = the.memory.snapshot();
    const again = await call(name);
    expect(first.status).toBe(routes[name].status);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect({ ...again, body: lasting(again.body) }).toEqual({
      ...first,
      body: lasting(first.body),
      // A bulk may try again what was not done.
      headers: { ...first.headers, ...(name !== bulk && { 'idempotency-replayed': 'true' }) },
    });
    expect(the.memory.snapshot()).toBe(after);
  });

  it('asked for something else under the same key is refused, and changes nothing more', async () => {
    await call(name);
    const after = the.memory.snapshot();
    const { status, body } = await call(name, { raw: `${JSON.stringify(goodCalls[name].body ?? {})} ` });
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'IdempotencyKeyReused' });
    expect(the.memory.snapshot()).toBe(after);
  });

  it('writes what it does and what its answer is made from together, or neither', async () => {
    const before = the.memory.snapshot();
    the.memory.fail(
      () => new Error('the table is gone'),
      ({ command }) => command === 'TransactWrite',
      99,
    );
    expect((await call(name)).status).toBe(500);
    expect(the.memory.snapshot()).toBe(before);
    expect(the.memory.all('idempotency')).toEqual([]);
  });

  it('is one transaction, which holds what the answer is made from', async () => {
    await call(name);
    const written = the.memory.writes.map(({ tables }) => tables);
    if (name === bulk) expect(written.shift()).toEqual(['idempotency']);
    expect(written).toEqual([
      decisions.includes(name) || name === bulk
        ? expect.not.arrayContaining(['idempotency'])
        : expect.arrayContaining(['idempotency']),
    ]);
  });

  it('the first time reads nothing to know that it is the first', async () => {
    await call(name);
    const reads = the.memory.calls.filter(
      ({ command, tables }) => command === 'Get' && tables.includes('idempotency'),
    );
    expect(reads).toEqual([]);
  });

  it('whose answer got lost is not done twice', async () => {
    const first = await call(name);
    const after = the.memory.snapshot();
    // As if the caller had never heard: the same again, twice, at the same moment.
    const both = await Promise.all([call(name), call(name)]);
    expect(both.map(({ status }) => status)).toEqual([first.status, first.status]);
    expect(the.memory.snapshot()).toBe(after);
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
    expect(lasting(one.body)).toEqual(lasting(two.body));
    expect(the.memory.all('appointments')).toHaveLength(before + 2);
    expect(the.memory.all('outbox')).toHaveLength(1);
  });
});

describe('a bulk', () => {
  const item = ({ id }: { id: string }) => ({ task: id, decision: { outcome: 'accept' } });
  const items = [item(tasks.intake), item({ id: 'no-such' })];
  const busy = () => Object.assign(new Error('busy'), { name: 'ThrottlingException' });
  const decide = (of: object[]) => call('decideTasks', { body: { items: of } });
  const deciding = ({ command, tables: touched }: { command: string; tables: string[] }) =>
    command === 'TransactWrite' && touched.includes('appointments');
  const rows = () =>
    the.memory.all('appointments').filter(({ appointmentId }) => appointmentId === ids.inReview);

  it('that failed in part by a busy table tries that part again under the same key', async () => {
    the.memory.fail(busy, deciding);
    const first = await decide(items);
    expect(first.body).toMatchObject({ decided: 0, refused: 2 });
    expect(first.body.items[0].problem).toMatchObject({ code: 'Unavailable', status: 503 });
    expect((await decide(items)).body).toMatchObject({ decided: 1, refused: 1 });
  });

  it('that was cut off in the middle decides nothing twice', async () => {
    await decide(items);
    const after = rows();
    expect((await decide(items)).body).toMatchObject({
      decided: 1,
      refused: 1,
      items: [{ ok: true }, { ok: false }],
    });
    expect(rows()).toEqual(after);
  });

  it('that could not even begin has left its key free', async () => {
    the.memory.fail(busy, ({ command }) => command === 'TransactWrite');
    expect((await decide(items)).status).toBe(503);
    expect(the.memory.all('idempotency')).toEqual([]);
    expect((await decide(items.slice(0, 1))).body).toMatchObject({ decided: 1 });
  });

  it('of other tasks under a used key decides none of them: also not those that were not in the first', async () => {
    await decide([item({ id: 'no-such' })]);
    const before = the.memory.snapshot();
    for (const other of [items, items.toReversed(), [item(tasks.intake)]]) {
      const { status, body } = await decide(other);
      expect({ status, code: body.code }).toEqual({ status: 422, code: 'IdempotencyKeyReused' });
    }
    expect(the.memory.snapshot()).toBe(before);
  });

  it('twice at the same moment decides each once, and both are told the same', async () => {
    const [one, two] = await Promise.all([decide(items), decide(items)]);
    expect(one.body.decided).toBe(1);
    expect(two.body).toEqual(one.body);
    expect(the.memory.all('outbox')).toHaveLength(1);
  });

  it('of one and the same person is told apart from a single decision by its key', async () => {
    await call('decideTask');
    expect((await decide([item(tasks.intake)])).body).toMatchObject({
      decided: 0,
      items: [{ problem: { code: 'AlreadyDecided' } }],
    });
  });
});

describe('a decision', () => {
  it('under the key of another request that has decided the same task is refused', async () => {
    await call('decideTask');
    const body = { decision: { outcome: 'return', reason: 'x', lines: [] } };
    expect(await call('decideTask', { body })).toMatchObject({
      status: 422,
      body: { code: 'IdempotencyKeyReused' },
    });
  });

  it('of somebody else with the same words is no retry', async () => {
    await call('decideTask');
    const other = await call('decideTask', { as: person('clerk', { subject: 'clerk-2' }) });
    expect(other).toMatchObject({ status: 409, body: { code: 'AlreadyDecided' } });
  });
});
