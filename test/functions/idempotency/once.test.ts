import { describe, expect, it, vi } from 'vitest';
import { Problem } from '#domain/problem.ts';
import { once } from '#functions/idempotency/once.ts';
import { Replayed } from '#functions/idempotency/replayed.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import { ID, NOW } from '#test/factories/appointment.ts';
import { delivery } from '#test/factories/delivery.ts';
import { emptyBed } from '#test/factories/empty-bed.ts';
import { person } from '#test/factories/people.ts';

const the = emptyBed();
const now = { ms: Date.parse(NOW), at: NOW };
const callerOf = (request: string) => ({
  now,
  principal: person('enterprise'),
  idempotency: { key: 'me#operation', request },
});

type Answer = { id: string; state: string };
const again = vi.fn(async ({ id }: { id: string }): Promise<Answer> => ({ id, state: 'as it now stands' }));

/** Something that is done by one transaction; each call would do it once more. */
const ask = (request = 'a request', act: () => Promise<void> = async () => {}) =>
  once<{ id: string }, Answer>(callerOf(request), 202, {
    act: async (remember) => {
      await act();
      await commit([remember({ id: ID }), addToOutbox(delivery.start(), now.ms)]);
      return { id: ID, state: 'as it was done' };
    },
    again,
  });
const done = () => the.memory.all('outbox').length;
const replayed = new Replayed(202, { id: ID, state: 'as it now stands' });
const refusal = () => Promise.reject(new Problem('IllegalTransition'));

describe('what is done once', () => {
  it('costs a first call no read, and keeps what it refers to, not its answer', async () => {
    expect(await ask()).toEqual({ id: ID, state: 'as it was done' });
    expect(the.memory.calls.map(({ command }) => command)).toEqual(['TransactWrite']);
    expect(the.memory.all('idempotency')).toMatchObject([{ status: 202, reference: { id: ID } }]);
  });

  it('is answered again with what there now is, and not done again', async () => {
    await ask();
    expect(await ask()).toEqual(replayed);
    expect(done()).toBe(1);
  });

  it('is answered again too when what it has changed refuses it by now', async () => {
    await ask();
    expect(await ask('a request', refusal)).toEqual(replayed);
    expect(done()).toBe(1);
  });

  it('is answered again when the first answer got lost after it was done', async () => {
    const lost = () => Promise.reject(new Error('connection reset'));
    await ask();
    expect(await ask('a request', lost)).toEqual(replayed);
  });

  it('is one of two at the same moment', async () => {
    const both = await Promise.all([ask(), ask()]);
    expect(both.filter((one) => one instanceof Replayed)).toEqual([replayed]);
    expect(done()).toBe(1);
  });

  it('is answered by its twin, who was faster between its read and its write', async () => {
    const twin = () => ask().then(() => {});
    expect(await ask('a request', twin)).toEqual(replayed);
    await expect(ask('another request', twin)).rejects.toMatchObject({ code: 'IdempotencyKeyReused' });
    expect(done()).toBe(1);
  });

  it('under the key of another request is refused, and changes nothing', async () => {
    await ask();
    await expect(ask('another request')).rejects.toMatchObject({ code: 'IdempotencyKeyReused' });
    await expect(ask('another request', refusal)).rejects.toMatchObject({ code: 'IdempotencyKeyReused' });
    expect(done()).toBe(1);
  });

  it('is refused as it is the first time, and the key is free again', async () => {
    await expect(ask('a request', refusal)).rejects.toMatchObject({ code: 'IllegalTransition' });
    expect(await ask('another request')).toMatchObject({ state: 'as it was done' });
  });

  it('is not done when its transaction fails, and nothing is kept', async () => {
    the.memory.fail(
      () => new Error('the table is gone'),
      ({ command }) => command === 'TransactWrite',
    );
    await expect(ask()).rejects.toThrow('the table is gone');
    expect(the.memory.all('idempotency')).toEqual([]);
    expect(done()).toBe(0);
  });

  it('is answered again as a refusal when what it refers to is out of sight by now', async () => {
    await ask();
    again.mockRejectedValueOnce(new Problem('NotFound'));
    await expect(ask()).rejects.toMatchObject({ code: 'NotFound' });
  });
});
