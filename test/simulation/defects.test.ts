import { describe, expect, it } from 'vitest';
import type { Item } from '#test/memory-dynamodb/tables.ts';
import type { Call } from './grants.ts';
import { simulate } from './simulate.ts';
import type { Sabotage } from './world.ts';

/** The first that shows it is enough. A second decision is kept off by the version of the appointment as well. */
const SEEDS = 60;

type Part = NonNullable<Item['Put'] & Item['Update'] & Item['Delete']>;
const partOf = (item: Item) => (item.Put ?? item.Update ?? item.Delete ?? item.ConditionCheck ?? {}) as Part;
const isOf = (table: string) => (item: Item) => partOf(item).TableName === `test-${table}`;

/** Changes the writes of every transaction. */
const inTransactions =
  (change: (items: Item[]) => Item[]): Sabotage =>
  (call, carryOut) => {
    if (call.operation !== 'TransactWrite') return carryOut();
    const { input } = call as { input: { TransactItems?: Item[] } };
    input.TransactItems = change(input.TransactItems ?? []);
    return carryOut();
  };

const without = (wrong: (item: Item) => boolean): Sabotage =>
  inTransactions((items) => items.filter((item) => !wrong(item)));

const unconditional = (of: (item: Item) => boolean): Sabotage =>
  inTransactions((items) =>
    items.map((item) => {
      if (!of(item) || item.ConditionCheck) return item;
      const [[kind, { ConditionExpression: _given, ...part }] = ['', {}]] = Object.entries(item) as [
        string,
        Part,
      ][];
      return { [kind as string]: part } as Item;
    }),
  );

const answered =
  (operation: string): Sabotage =>
  (call: Call, carryOut) =>
    call.operation === operation ? {} : carryOut();

/** Puts of one kind of item that an appointment's file holds. */
const isKind = (kind: 'task' | 'log') => (item: Item) =>
  isOf('appointments')(item) && String(item.Put?.Item?.item).startsWith(`${kind}#`);

const planted: Record<string, Sabotage> = {
  'what others must hear of is not written': without(isOf('outbox')),
  'the minutes of a shift are not written': without(
    (item) => isOf('shifts')(item) && item.Put?.Item?.version !== 1,
  ),
  'a place in the queue is not given up': without((item) => isOf('queue')(item) && item.Delete !== undefined),
  'a class in which somebody is parked is not kept': without(
    (item) => isOf('queue')(item) && item.Put?.Item?.stamp !== undefined,
  ),
  'an open task stays when all else is released': without(
    (item) => isKind('task')(item) && item.Put?.Item?.status === 'CANCELLED',
  ),
  'an instrument is not freed': without(
    (item) => isOf('instruments')(item) && item.Put?.Item?.openAppointment === undefined,
  ),
  'a certificate is not issued': without(isOf('certificates')),
  'history is not written': without((item) => isKind('log')(item) && item.Put?.Item?.type === 'Tested'),
  'a task is decided whatever became of it': unconditional(isKind('task')),
  'a job stays under the shift that it has left': without(
    (item) => isOf('shifts')(item) && item.Delete !== undefined,
  ),
  'a shift is written whatever became of it': unconditional(isOf('shifts')),
  'an answer is not kept for whoever asks again': without(isOf('idempotency')),
  'a resume does not arrive': answered('SendTaskSuccess'),
  'a cancellation does not arrive': answered('SendTaskFailure'),
  'an execution is not started': answered('StartExecution'),
};

describe('a planted defect', () => {
  it.each(Object.entries(planted))('is found: %s', async (_, sabotage) => {
    const found: string[] = [];
    for (let seed = 1; seed <= SEEDS && found.length === 0; seed++)
      found.push(...(await simulate(seed, { sabotage })).problems);
    expect(found).not.toEqual([]);
  });
});
