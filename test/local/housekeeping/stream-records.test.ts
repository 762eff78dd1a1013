import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tables } from '#contract/index.ts';
import { awsJson } from '#local/aws-json.ts';
import { type DynamoDb, startDynamoDb } from '#local/dynamodb/emulator.ts';
import { createTables } from '#local/dynamodb/tables.ts';
import { StreamRecords } from '#local/housekeeping/stream-records.ts';
import { openShards } from '#local/streams/shards.ts';

const OUTBOX = 'greenlane-outbox';
let folder: string;
let dynamodb: DynamoDb;
let records: StreamRecords;
const file = () => join(folder, 'dynamodb.db');
const open = async () => {
  dynamodb = await startDynamoDb(file(), () => {});
  await createTables(dynamodb.endpoint, {
    outbox: tables.outbox,
    shifts: tables.shifts,
  });
  records = new StreamRecords(file());
};
beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'greenlane-records-')));
  await open();
});
afterEach(async () => {
  records.close();
  await dynamodb.stop();
  rmSync(folder, { recursive: true, force: true });
});

const keysOf = (table: string) => (id: string) =>
  table === OUTBOX
    ? { bucket: { S: '00' }, id: { S: id } }
    : { institution: { S: 'institution-yulin' }, item: { S: id } };

const put = async (from: number, to: number, table = OUTBOX): Promise<void> => {
  const keys = keysOf(table);
  const rows = Array.from({ length: to - from + 1 }, (_, index) => `row-${from + index}`);
  for (; rows.length > 0; rows.splice(0, 25)) {
    const writes = rows.slice(0, 25).map((id) => ({ PutRequest: { Item: keys(id) } }));
    const RequestItems = { [table]: writes };
    await awsJson(dynamodb.endpoint)('DynamoDB_20120810.BatchWriteItem', { RequestItems });
  }
};

/** The sequence numbers that a reader of a table finds, from the beginning or after one. */
async function numbers(table = OUTBOX, sequence?: string): Promise<number[]> {
  const shards = await openShards(awsJson(dynamodb.endpoint), table);
  const position = await shards.first();
  if (!position) throw new Error('no shard');
  const page = await shards.readAfter({ ...position, sequence });
  return page.records.map(({ dynamodb: { SequenceNumber } }) => Number(SequenceNumber));
}
const to = (from: number, last: number) =>
  Array.from({ length: last - from + 1 }, (_, index) => from + index);

describe('stream records that were delivered', () => {
  it('are removed, and no other: not those after them, nor those of another table', async () => {
    await put(1, 105);
    await put(1, 3, 'greenlane-shifts');
    expect(await records.removeUpTo(OUTBOX, '99')).toBe(99);
    expect(await numbers()).toEqual(to(100, 105));
    expect(await numbers(OUTBOX, '99')).toEqual(to(100, 105));
    expect(await numbers('greenlane-shifts')).toEqual([1, 2, 3]);
  });

  it('leave the newest one, so that the next gets the next number, after a restart too', async () => {
    await put(1, 12);
    expect(await records.removeUpTo(OUTBOX, '12')).toBe(11);
    expect(await records.removeUpTo(OUTBOX, '12')).toBe(0);
    records.close();
    await dynamodb.stop();
    await open();
    await put(13, 14);
    expect(await numbers(OUTBOX, '12')).toEqual([13, 14]);
  });

  it('are removed beside writes, of which none is refused or lost', async () => {
    await put(1, 1200);
    const writing = Promise.all([put(2001, 2150), put(3001, 3150)]);
    expect(await records.removeUpTo(OUTBOX, '1200')).toBeGreaterThanOrEqual(1199);
    await writing;
    expect(await numbers(OUTBOX, '1200')).toEqual(to(1201, 1500));
  });
});

describe('the statements of the embedded database', () => {
  // As they stand in its program: when a new version of it asks otherwise, the figures of the bench fall.
  it.each([
    'SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1',
    `SELECT event_name FROM _stream_records WHERE table_name = ?1 AND shard_id = ?2
     AND CAST(sequence_number AS INTEGER) > ?3 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT ?4`,
  ])('use the index: %s', (statement) => {
    const database = new DatabaseSync(file(), { readOnly: true });
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${statement}`).all();
    database.close();
    expect(plan.map(({ detail }) => detail).join()).toMatch(/^SEARCH .*greenlane_stream_position[^,]*$/);
  });
});
