import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DispatchRecords } from '#contract/events.ts';
import { awsJson } from '#local/aws-json.ts';
import { MovableClock } from '#local/clock.ts';
import { contract } from '#local/contract.ts';
import { DeadLetters } from '#local/dead-letters.ts';
import { type DynamoDb, startDynamoDb } from '#local/dynamodb/emulator.ts';
import { createTables } from '#local/dynamodb/tables.ts';
import { silentLog } from '#local/log.ts';
import { openStreams, type Streams } from '#local/streams/streams.ts';

const { queue, shifts, teams } = contract.tables;
const tables = { ...(queue && { queue }), ...(shifts && { shifts }), ...(teams && { teams }) };
const toDispatcher = Object.fromEntries(
  Object.entries(contract.streams).filter(([, definition]) => definition.function === 'dispatcher'),
);

let dynamodb: DynamoDb;
let clock: MovableClock;
let journal: DatabaseSync;
let streams: Streams;
let told: { table: string; keys: string[] }[];

beforeEach(async () => {
  dynamodb = await startDynamoDb(undefined, () => {});
  await createTables(dynamodb.endpoint, tables);
  clock = new MovableClock({ flowing: false, start: 0 });
  journal = new DatabaseSync(':memory:');
  told = [];
  streams = await open();
});
afterEach(async () => {
  await streams.stop();
  await dynamodb.stop();
});

const open = () =>
  openStreams(toDispatcher, {
    endpoint: dynamodb.endpoint,
    journal,
    clock,
    log: silentLog,
    deadLetters: new DeadLetters(journal, contract.deadLetterQueues, { clock, log: silentLog }),
    invoke: async (name, payload) => {
      expect(name).toBe('dispatcher');
      const { Records } = payload as { Records: { eventSourceARN: string }[] };
      const [table = '', ...others] = new Set(Records.map(({ eventSourceARN }) => tableOf(eventSourceARN)));
      expect(others).toEqual([]);
      const records = DispatchRecords.parse(payload).Records;
      told.push({ table, keys: records.map(({ dynamodb: { Keys } }) => Object.values(Keys)[1]?.S ?? '') });
      return { payload: { batchItemFailures: [] } };
    },
  });
const tableOf = (arn: string) => /:table\/greenlane-(\w+)\/stream\//.exec(arn)?.[1] ?? arn;

const put = (table: keyof typeof tables, row: Record<string, string>) =>
  awsJson(dynamodb.endpoint)('DynamoDB_20120810.PutItem', {
    TableName: `greenlane-${table}`,
    Item: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, { S: value }])),
  });
async function drained(): Promise<void> {
  do await streams.caughtUp();
  while (await streams.endWindow());
}
const byTable = () => told.toSorted((one, other) => (one.table < other.table ? -1 : 1));

describe('three streams to one function', () => {
  it('are read each by itself, and hand on what their filters let through', async () => {
    await put('queue', { queue: 'xian', place: 'first', state: 'waiting' });
    await put('queue', { queue: 'xian#parked', place: 'second', state: 'parked' });
    await put('shifts', { institution: 'xian', item: 'shift', change: 'planned' });
    await put('shifts', { institution: 'xian', item: 'shift', change: 'taken' });
    await put('shifts', { institution: 'xian', item: 'shift', change: 'grown' });
    await put('shifts', { institution: 'xian', item: 'job' });
    await put('teams', { institution: 'xian', id: 'team' });
    await put('teams', { institution: 'xian', id: 'team', vehicle: 'yes' });
    await drained();
    expect(byTable()).toEqual([
      { table: 'queue', keys: ['first'] },
      { table: 'shifts', keys: ['shift', 'shift'] },
      { table: 'teams', keys: ['team', 'team'] },
    ]);
  });

  it('have checkpoints of their own: what was told is not told again, what was gathered is', async () => {
    await put('queue', { queue: 'xian', place: 'told', state: 'waiting' });
    await drained();
    await put('queue', { queue: 'xian', place: 'gathered', state: 'waiting' });
    await put('teams', { institution: 'xian', id: 'gathered' });
    streams.wake(new Set(['queue', 'teams']));
    await streams.stop();
    expect(told).toEqual([{ table: 'queue', keys: ['told'] }]);

    streams = await open();
    await drained();
    expect(byTable()).toEqual([
      { table: 'queue', keys: ['told'] },
      { table: 'queue', keys: ['gathered'] },
      { table: 'teams', keys: ['gathered'] },
    ]);
  });

  it('gather until their windows end, one after the other', async () => {
    await put('queue', { queue: 'xian', place: 'waits', state: 'waiting' });
    await put('teams', { institution: 'xian', id: 'waits' });
    await streams.caughtUp();
    expect(told).toEqual([]);
    expect(await streams.endWindow()).toBe(true);
    expect(told).toHaveLength(1);
    expect(await streams.endWindow()).toBe(true);
    expect(byTable()).toEqual([
      { table: 'queue', keys: ['waits'] },
      { table: 'teams', keys: ['waits'] },
    ]);
    expect(await streams.endWindow()).toBe(false);
  });
});
