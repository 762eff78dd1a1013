import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FunctionName } from '#contract/index.ts';
import { Activity } from '#local/activity.ts';
import { MovableClock } from '#local/clock.ts';
import { DeadLetters } from '#local/dead-letters.ts';
import { Deliveries, type Delivery } from '#local/events/deliveries.ts';
import type { InvocationResult } from '#local/functions/invoke.ts';
import { silentLog } from '#local/log.ts';

const MINUTE = 60_000;
const taken: InvocationResult = { payload: null };
const failed: InvocationResult = { error: { errorType: 'Error', errorMessage: 'no' } };

let clock: MovableClock;
let journal: DatabaseSync;
let deadLetters: DeadLetters;
let activity: Activity;
let calls: [at: number, payload: unknown][];

beforeEach(() => {
  clock = new MovableClock({ flowing: false, start: 0 });
  journal = new DatabaseSync(':memory:');
  activity = new Activity();
  deadLetters = new DeadLetters(
    journal,
    { 'dispatcher-dead': { description: '', retentionDays: 14 } },
    { clock, log: silentLog },
  );
  calls = [];
});

const deliveriesWith = (answer: () => Promise<InvocationResult>): Deliveries =>
  new Deliveries(journal, {
    deadLetters,
    clock,
    activity,
    invoke: async (_name: FunctionName, payload) => {
      calls.push([clock.now(), payload]);
      return answer();
    },
  });
const delivery = (payload: unknown): Delivery => ({
  function: 'dispatcher',
  payload,
  maximumRetries: 2,
  deadLetterQueue: 'dispatcher-dead',
});
const idle = () => activity.idle();
const dead = () => deadLetters.list()[0]?.messages ?? [];

describe('a delivery', () => {
  it('is made once when the function takes it', async () => {
    const deliveries = deliveriesWith(async () => taken);
    deliveries.start();
    deliveries.add([delivery('a'), delivery('b')]);
    await idle();
    await clock.advance(10 * MINUTE, idle);
    expect(calls).toEqual([
      [0, 'a'],
      [0, 'b'],
    ]);
  });

  it('is made again after one minute and two, then is a dead letter with its reason', async () => {
    const deliveries = deliveriesWith(async () => failed);
    deliveries.start();
    deliveries.add([delivery('a')]);
    await clock.advance(10 * MINUTE, idle);
    expect(calls).toEqual([
      [0, 'a'],
      [MINUTE, 'a'],
      [3 * MINUTE, 'a'],
    ]);
    expect(dead()).toMatchObject([{ payload: 'a', reason: 'Error: no', sentAt: '1970-01-01T00:03:00.000Z' }]);
  });

  it('that was accepted before the end of a process is made by the next', async () => {
    const before = deliveriesWith(() => new Promise(() => {}));
    before.start();
    before.add([delivery('a')]);
    before.stop();
    const after = deliveriesWith(async () => taken);
    after.start();
    await clock.advance(0);
    expect(calls).toEqual([
      [0, 'a'],
      [0, 'a'],
    ]);
  });

  it('waits while ten others are under way', async () => {
    const gates: (() => void)[] = [];
    const deliveries = deliveriesWith(() => new Promise((resolve) => gates.push(() => resolve(taken))));
    deliveries.start();
    deliveries.add(Array.from({ length: 25 }, (_, index) => delivery(index)));
    expect(calls).toHaveLength(10);
    for (let open = gates.shift(); open; open = gates.shift()) {
      open();
      await new Promise(setImmediate);
    }
    await idle();
    expect(calls.map(([, payload]) => payload)).toEqual(Array.from({ length: 25 }, (_, index) => index));
  });
});

describe('a dead letter', () => {
  it('can be tried again, and is gone when it is taken', async () => {
    let works = false;
    const deliveries = deliveriesWith(async () => (works ? taken : failed));
    deliveries.start();
    deliveries.add([delivery('a')]);
    await clock.advance(10 * MINUTE, idle);
    works = true;
    expect(deliveries.redrive('dispatcher-dead')).toBe(1);
    await idle();
    expect(dead()).toEqual([]);
    expect(calls).toHaveLength(4);
  });

  it('of a stream counts as failed when its function reports it so', async () => {
    const report = { payload: { batchItemFailures: [{ itemIdentifier: '1' }] } };
    const deliveries = deliveriesWith(async () => report);
    deliveries.start();
    deliveries.add([delivery('a')]);
    await clock.advance(10 * MINUTE, idle);
    expect(dead()).toHaveLength(1);
  });

  it('is forgotten after the days that its queue keeps it', async () => {
    deadLetters.send('dispatcher-dead', { ...delivery('a'), reason: '' });
    await clock.advance(13 * 24 * 60 * MINUTE);
    expect(dead()).toHaveLength(1);
    await clock.advance(2 * 24 * 60 * MINUTE);
    expect(dead()).toEqual([]);
  });

  it('is not looked for in a queue that is not there', () => {
    expect(deadLetters.purge('nobody')).toBeUndefined();
  });
});
