import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '#contract/delivery.ts';
import { AlreadyAnswered, findAnswer, saveAnswer } from '#store/delivery/idempotency.ts';
import {
  addToOutbox,
  buckets,
  oldestPending,
  outboxRowOf,
  outboxRowOfImage,
  removeDelivered,
} from '#store/delivery/outbox.ts';
import { keepToken, listTokens, listWaits } from '#store/delivery/waits.ts';
import type { Row } from '#store/dynamodb/codec.ts';
import { onGap } from '#store/dynamodb/gaps.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import { ID, NOW } from '#test/factories/appointment.ts';
import { testDatabase } from '#test/factories/database.ts';
import { delivery } from '#test/factories/delivery.ts';

const nowMs = Date.parse(NOW);
const database = testDatabase();
beforeEach(() => onGap(() => {}));

describe('an answer', () => {
  const key = { key: 'me#k', request: 'digest' };
  const answer = (request = 'digest') => saveAnswer({ ...key, request }, 200, { id: ID, version: 3 }, nowMs);

  it('is found under its key by what it refers to, and told from another request', async () => {
    expect(await findAnswer(key)).toBeUndefined();
    await commit([answer()]);
    expect(await findAnswer(key)).toEqual({ status: 200, reference: { id: ID, version: 3 } });
    await expect(findAnswer({ ...key, request: 'else' })).rejects.toMatchObject({
      code: 'IdempotencyKeyReused',
    });
    expect(await findAnswer({ ...key, key: 'you#k' })).toBeUndefined();
  });

  it('is kept for thirty days', async () => {
    await commit([answer()]);
    expect(await database.all('idempotency')).toMatchObject([
      { expiresAt: nowMs / 1000 + 30 * 86_400, v: 1 },
    ]);
  });

  it.each(['digest', 'else'])('given meanwhile to “%s” stops the whole transaction', async (request) => {
    await database.given(answer());
    const refused = commit([answer(request), addToOutbox(delivery.start(), nowMs)]);
    await expect(refused).rejects.toBeInstanceOf(AlreadyAnswered);
    expect(await database.all('outbox')).toEqual([]);
  });
});

describe('the outbox', () => {
  const rowOf = (one: Delivery = delivery.start()): Row => addToOutbox(one, nowMs).item.Put?.Item ?? {};
  const bucketOf = (appointmentId: string) => rowOf(delivery.start({ appointmentId })).bucket;

  it('keeps what is about one appointment in one bucket, and spreads appointments over all of them', () => {
    expect(buckets).toHaveLength(16);
    expect(
      new Set([delivery.start(), delivery.resume(), delivery.cancel()].map((one) => rowOf(one).bucket)).size,
    ).toBe(1);
    const counted = new Map<unknown, number>();
    for (let number = 0; number < 1600; number++) {
      const bucket = bucketOf(`${ID.slice(0, -4)}${number}`);
      counted.set(bucket, (counted.get(bucket) ?? 0) + 1);
    }
    expect([...counted.keys()].sort()).toEqual(buckets);
    expect(Math.min(...counted.values())).toBeGreaterThan(50);
  });

  it('never moves an appointment to another bucket', () => {
    expect(bucketOf(ID)).toBe('14');
    expect(bucketOf('appointment-1')).toBe('06');
  });

  it('orders the rows of one moment as they were announced', () => {
    const ids = Array.from({ length: 20 }, () => String(rowOf().id));
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(20);
  });

  it('never takes one row for another', async () => {
    const write = addToOutbox(delivery.start(), nowMs);
    await commit([write]);
    await expect(commit([write])).rejects.toMatchObject({ code: 'VersionConflict' });
  });

  it('gives what is pending, the oldest first, page by page, up to a moment', async () => {
    const rows = [0, 0, 1, 2].map((after) => addToOutbox(delivery.start(), nowMs + after));
    await database.given(...rows, addToOutbox(delivery.start({ appointmentId: 'appointment-1' }), nowMs));
    const ids = rows.map(({ item }) => item.Put?.Item?.id);
    const pending = async (upToMs: number, limit = 10, after?: string) =>
      (await oldestPending('14', upToMs, limit, after)).map(({ id }) => id);
    expect(await pending(nowMs - 1)).toEqual([]);
    expect(await pending(nowMs + 1)).toEqual(ids.slice(0, 3));
    expect(await pending(nowMs + 9, 2)).toEqual(ids.slice(0, 2));
    expect(await pending(nowMs + 9, 2, String(ids[1]))).toEqual(ids.slice(2));
    expect(await pending(nowMs + 9, 2, String(ids[3]))).toEqual([]);
    expect(database.queries().every(({ ConsistentRead }) => ConsistentRead)).toBe(true);
  });

  it('says the same by its row and by the image of it', async () => {
    const row = rowOf(delivery.start({ route: 'review' }));
    const read = { bucket: '14', id: row.id, createdAt: NOW, delivery: delivery.start({ route: 'review' }) };
    expect(outboxRowOf(row)).toEqual(read);
    expect(outboxRowOfImage(marshall(row))).toEqual(read);
  });

  it.each([
    ['a later version', (row: Row) => marshall({ ...row, v: 2 })],
    ['none', () => ({ bucket: { S: '14' }, id: { S: 'x' }, v: { X: 1 } })],
  ])('tells which row it is when its image is of %s', (_, image) => {
    const gaps: object[] = [];
    onGap((gap) => gaps.push(gap));
    expect(() => outboxRowOfImage(image({ ...rowOf(), id: 'x' }))).toThrow('outbox/row');
    expect(gaps).toMatchObject([{ codec: 'outbox/row', key: { bucket: '14', id: 'x' } }]);
  });

  it('holds no row any more once it is delivered, however often that is said', async () => {
    await database.given(addToOutbox(delivery.start(), nowMs), addToOutbox(delivery.resume(), nowMs));
    const [first = {}, second = {}] = await database.all('outbox');
    await removeDelivered(outboxRowOf(first));
    await removeDelivered(outboxRowOf(first));
    expect(await database.all('outbox')).toEqual([second]);
  });

  it('forgets nothing by itself', () => {
    expect(rowOf()).not.toHaveProperty('expiresAt');
  });
});

describe('the token of a wait', () => {
  it('is one write by itself, which reads nothing', async () => {
    await keepToken(ID, 'w', 'token', nowMs);
    expect(database.sent()).toEqual(['PutCommand']);
  });

  it('is kept beside those that came before: nobody knows which of them lives', async () => {
    await keepToken(ID, 'w', 'second', nowMs + 1);
    await keepToken(ID, 'w', 'first', nowMs);
    expect((await listTokens(ID, 'w')).toSorted()).toEqual(['first', 'second']);
  });

  it('may be kept twice by one attempt', async () => {
    await keepToken(ID, 'w', 'token', nowMs);
    await keepToken(ID, 'w', 'token', nowMs);
    expect(await listTokens(ID, 'w')).toEqual(['token']);
  });

  it('is found by its wait, and with all of its appointment', async () => {
    await keepToken(ID, 'w', 'one', nowMs);
    await keepToken(ID, 'v', 'other', nowMs);
    await keepToken(ID, 'w-2', 'next', nowMs);
    await keepToken('another', 'w', 'else', nowMs);
    expect(await listTokens(ID, 'w')).toEqual(['one']);
    expect(await listTokens(ID, 'x')).toEqual([]);
    expect((await listWaits(ID)).map(({ token }) => token).toSorted()).toEqual(['next', 'one', 'other']);
  });

  it('is not told by its key, which logs may show', async () => {
    await keepToken(ID, 'w', 'token', nowMs);
    const [{ tokenKey } = {}] = await database.all('waits');
    expect(tokenKey).toMatch(/^w#[\w-]{22}$/);
    expect(tokenKey).not.toContain('token');
  });

  it('goes after four hundred days, when nothing can wait any more', async () => {
    await keepToken(ID, 'w', 'token', nowMs);
    expect(await database.all('waits')).toMatchObject([{ expiresAt: nowMs / 1000 + 400 * 86_400, v: 1 }]);
  });

  it('is not taken for kept when the table is busy', async () => {
    database.fail(Object.assign(new Error('busy'), { name: 'ThrottlingException' }));
    await expect(keepToken(ID, 'w', 'token', nowMs)).rejects.toThrow('busy');
  });
});
