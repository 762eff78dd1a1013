import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TableDefinition } from '#contract/index.ts';
import { awsJson } from '#local/aws-json.ts';
import { contract } from '#local/contract.ts';
import { type DynamoDb, startDynamoDb } from '#local/dynamodb/emulator.ts';
import { createTables } from '#local/dynamodb/tables.ts';
import { openShards } from '#local/streams/shards.ts';

const { outbox, shifts, waits } = contract.tables;
const tables = { ...(outbox && { outbox }), ...(shifts && { shifts }), ...(waits && { waits }) };
const unexpected = () => {
  throw new Error('ended by itself');
};
let folder: string;
let running: DynamoDb[] = [];

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'greenlane-tables-')));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(running.map((dynamodb) => dynamodb.stop()));
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(database?: string): Promise<string> {
  const dynamodb = await startDynamoDb(database, unexpected);
  running.push(dynamodb);
  return dynamodb.endpoint;
}
const put = (endpoint: string, id: string) =>
  awsJson(endpoint)('DynamoDB_20120810.PutItem', {
    TableName: 'greenlane-outbox',
    Item: { bucket: { S: '00' }, id: { S: id } },
  });
const describeTable = (endpoint: string, TableName: string) =>
  awsJson(endpoint)<{ Table: object }>('DynamoDB_20120810.DescribeTable', { TableName });

describe('the tables', () => {
  it('are made as the contract says, and kept when they are there', async () => {
    const endpoint = await start();
    await createTables(endpoint, tables);
    await put(endpoint, 'kept');
    await createTables(endpoint, tables);

    expect((await describeTable(endpoint, 'greenlane-shifts')).Table).toMatchObject({
      KeySchema: [
        { AttributeName: 'institution', KeyType: 'HASH' },
        { AttributeName: 'item', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'with-room',
          KeySchema: [
            { AttributeName: 'room', KeyType: 'HASH' },
            { AttributeName: 'item', KeyType: 'RANGE' },
          ],
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: shifts?.indexes?.['with-room']?.projection,
          },
        },
      ],
    });
    expect((await describeTable(endpoint, 'greenlane-outbox')).Table).toMatchObject({
      ItemCount: 1,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
  });

  it('get the index, the stream and the time to live that they lack, and keep their rows', async () => {
    const endpoint = await start();
    const { indexes: _, ...older } = shifts as TableDefinition;
    const { stream: _stream, ...unstreamed } = outbox as TableDefinition;
    const { timeToLive: _until, ...everlasting } = waits as TableDefinition;
    await createTables(endpoint, { shifts: older, outbox: unstreamed, waits: everlasting });
    for (const item of ['has-keys', 'has-none'])
      await awsJson(endpoint)('DynamoDB_20120810.PutItem', {
        TableName: 'greenlane-shifts',
        Item: {
          institution: { S: 'institution-yulin' },
          item: { S: item },
          ...(item === 'has-keys' && { room: { S: 'institution-yulin#1' } }),
        },
      });
    await put(endpoint, 'kept');

    await createTables(endpoint, tables);
    await createTables(endpoint, tables);

    // Filled by the database from the rows that have the keys.
    const found = await awsJson(endpoint)<{ Items: { item: { S: string } }[] }>('DynamoDB_20120810.Query', {
      TableName: 'greenlane-shifts',
      IndexName: 'with-room',
      KeyConditionExpression: '#room = :room',
      ExpressionAttributeNames: { '#room': 'room' },
      ExpressionAttributeValues: { ':room': { S: 'institution-yulin#1' } },
    });
    expect(found.Items.map(({ item }) => item.S)).toEqual(['has-keys']);
    expect((await describeTable(endpoint, 'greenlane-shifts')).Table).toMatchObject({ ItemCount: 2 });
    expect((await describeTable(endpoint, 'greenlane-outbox')).Table).toMatchObject({
      ItemCount: 1,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
    expect(
      await awsJson(endpoint)('DynamoDB_20120810.DescribeTimeToLive', { TableName: 'greenlane-waits' }),
    ).toMatchObject({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' } });
  });

  it.each([
    ['its key', { partitionKey: 'other' }, /主键[\s\S]*another key/],
    [
      'an index',
      {
        partitionKey: 'institution',
        sortKey: 'item',
        indexes: { 'with-room': { partitionKey: 'vehicle', sortKey: 'item', projection: [] } },
      },
      /索引 with-room[\s\S]*another index with-room/,
    ],
  ])('of another version, with another %s, are refused with what to do', async (_what, keys, said) => {
    const endpoint = await start();
    await createTables(endpoint, { shifts: { description: '', ...keys } });
    const again = createTables(endpoint, tables);
    await expect(again).rejects.toThrow(said);
    await expect(again).rejects.toThrow(/greenlane-shifts[\s\S]*请把数据文件夹[\s\S]*move the data folder/);
  });
});

describe('the stream of a table', () => {
  it('has every write in order, after a restart too', async () => {
    const database = join(folder, 'dynamodb.db');
    const first = await start(database);
    await createTables(first, tables);
    const before = await openShards(awsJson(first), 'greenlane-outbox');
    // More than ten, and a hundred: sequence numbers must not be compared as texts.
    for (let number = 1; number <= 105; number++) await put(first, `row-${number}`);
    const position = await before.first();
    if (!position) throw new Error('no shard');
    const { records } = await before.readAfter(position);
    expect(records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber))).toEqual(
      Array.from({ length: 105 }, (_, index) => index + 1),
    );
    await running.pop()?.stop();

    const second = await start(database);
    await put(second, 'row-106');
    const after = await openShards(awsJson(second), 'greenlane-outbox');
    expect(after.arn).toBe(before.arn);
    const rest = await after.readAfter({ shard: position.shard, sequence: '104' });
    expect(rest.records.map(({ eventName, dynamodb }) => [eventName, dynamodb.Keys])).toEqual([
      ['INSERT', { bucket: { S: '00' }, id: { S: 'row-105' } }],
      ['INSERT', { bucket: { S: '00' }, id: { S: 'row-106' } }],
    ]);
  });
});

describe('an emulator that a killed run left behind', () => {
  const program = join(
    dirname(createRequire(import.meta.url).resolve('@dynoxide/linux-x64/package.json')),
    'dynoxide',
  );

  it('is ended before another is started on its file, and one on another file is not', async () => {
    const database = join(folder, 'dynamodb.db');
    const spawnOn = (port: string, path: string) =>
      spawn(program, ['serve', '--port', port, '--db-path', path], { stdio: 'ignore' });
    const orphan = spawnOn('0', database);
    const other = spawnOn('0', join(folder, 'other.db'));
    const ended = once(orphan, 'exit');
    await Promise.all([once(orphan, 'spawn'), once(other, 'spawn')]);

    await start(database);
    expect((await ended)[1]).toBe('SIGKILL');
    expect(other.exitCode ?? other.signalCode).toBeNull();
    other.kill();
    await once(other, 'exit');
  });
});

describe('another endpoint', () => {
  it('is used as it is', async () => {
    const endpoint = await start();
    vi.stubEnv('DYNAMODB_ENDPOINT', endpoint);
    expect((await startDynamoDb(undefined, unexpected)).endpoint).toBe(endpoint);
  });

  it('that does not answer is said so in both languages', async () => {
    vi.stubEnv('DYNAMODB_ENDPOINT', 'http://127.0.0.1:9');
    await expect(startDynamoDb(undefined, unexpected)).rejects.toThrow(/没有应答[\s\S]*Nothing answers/);
  });
});
