import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nonKeyAttributesOf } from '#contract/projections.ts';
import type { TableDefinition } from '#contract/types.ts';
import { awsJson } from '#local/aws-json.ts';
import { type DynamoDb, startDynamoDb } from '#local/dynamodb/emulator.ts';
import { projectionOf, projectionText } from '#local/dynamodb/projection.ts';
import { createTables } from '#local/dynamodb/tables.ts';

const index = { partitionKey: 'room', sortKey: 'item' };
const shifts: TableDefinition = {
  description: '',
  partitionKey: 'institution',
  sortKey: 'item',
  indexes: {
    some: { ...index, projection: ['minutes', 'institution'] },
    keys: { partitionKey: 'team', sortKey: 'item', projection: [] },
  },
};
const withIndex = (projection: string[]): TableDefinition => ({
  ...shifts,
  indexes: { ...shifts.indexes, some: { ...index, projection } },
});

let dynamodb: DynamoDb;

beforeAll(async () => {
  dynamodb = await startDynamoDb(undefined, () => {});
  await createTables(dynamodb.endpoint, { shifts });
  await call('PutItem', {
    Item: {
      institution: { S: 'xian' },
      item: { S: '2026-12-01#a' },
      room: { S: 'xian#60' },
      team: { S: 'a' },
      minutes: { N: '60' },
      vehicle: { S: '陕A' },
    },
  });
});
afterAll(() => dynamodb.stop());

const call = <Answer>(operation: string, input: object): Promise<Answer> =>
  awsJson(dynamodb.endpoint)(`DynamoDB_20120810.${operation}`, { TableName: 'greenlane-shifts', ...input });

const through = async (name: string, key: string, value: string) =>
  (
    await call<{ Items: object[] }>('Query', {
      IndexName: name,
      KeyConditionExpression: `${key} = :value`,
      ExpressionAttributeValues: { ':value': { S: value } },
    })
  ).Items;

describe('a projection', () => {
  it('names no key: every index holds those of the table and its own', () => {
    expect(nonKeyAttributesOf(shifts, { ...index, projection: ['item', 'a', 'room', 'b'] })).toEqual([
      'a',
      'b',
    ]);
    expect(projectionOf(shifts, { ...index, projection: ['institution'] })).toEqual({
      ProjectionType: 'KEYS_ONLY',
    });
  });

  it('is the same in another order, and another with another attribute', () => {
    const text = (projection: string[]) => projectionText(projectionOf(shifts, { ...index, projection }));
    expect(text(['a', 'b'])).toBe(text(['b', 'a']));
    expect(new Set([text([]), text(['a']), text(['a', 'b'])]).size).toBe(3);
  });
});

describe('an index', () => {
  it('gives back what it projects, and the keys', async () => {
    expect(await through('some', 'room', 'xian#60')).toEqual([
      {
        institution: { S: 'xian' },
        item: { S: '2026-12-01#a' },
        room: { S: 'xian#60' },
        minutes: { N: '60' },
      },
    ]);
  });

  it('of keys only gives back nothing else', async () => {
    expect(await through('keys', 'team', 'a')).toEqual([
      { institution: { S: 'xian' }, item: { S: '2026-12-01#a' }, team: { S: 'a' } },
    ]);
  });

  it('that holds something else than the contract says is refused', async () => {
    await createTables(dynamodb.endpoint, { shifts: withIndex(['institution', 'minutes']) });
    await expect(createTables(dynamodb.endpoint, { shifts: withIndex(['vehicle']) })).rejects.toThrow(
      /greenlane-shifts/,
    );
  });
});
