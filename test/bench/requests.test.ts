import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, it } from 'vitest';
import type { Item } from '#bench/aws/item-size.ts';
import { RequestCounter } from '#bench/aws/requests.ts';
import type { TableDefinition } from '#contract/types.ts';
import type { CallAwsJson } from '#local/aws-json.ts';

const definition: TableDefinition = {
  description: 'a table',
  partitionKey: 'id',
  indexes: { 'by-group': { partitionKey: 'group', sortKey: 'id', projection: ['x'] } },
};

const item = (id: string, kilobytes: number, more: Record<string, string> = {}): Item =>
  marshall({ id, x: 'y'.repeat(kilobytes * 1024 - 50), ...more });

/** A counter over these items, and what it was asked besides. */
function counterOver(rows: Map<string, Item>) {
  const asked: [operation: string, input: object][] = [];
  const call = async (target: string, input: { Key?: Item }) => {
    const operation = target.split('.')[1] ?? '';
    asked.push([operation, input]);
    if (operation === 'GetItem') return { Item: rows.get(input.Key?.id?.S ?? '') };
    if (operation === 'BatchGetItem') return { Responses: { table: [...rows.values()] } };
    return { Items: [...rows.values()] };
  };
  const counter = new RequestCounter(call as CallAwsJson, new Map([['table', definition]]));
  const count = async (operation: string, input: Record<string, unknown>, send = async () => {}) => {
    const costs: object[] = [];
    await counter.count({ operation, input: { TableName: 'table', ...input } }, send, (cost) =>
      costs.push(cost),
    );
    expect(costs).toHaveLength(1);
    return costs[0];
  };
  return { count, asked };
}

const key = (id: string) => ({ TableName: 'table', Key: marshall({ id }) });

it('a transaction is one request; every write of it is double, and a check costs as much as a write', async () => {
  const rows = new Map([
    ['checked', item('checked', 3)],
    ['gone', item('gone', 2, { group: 'g' })],
  ]);
  const { count } = counterOver(rows);
  const fresh = item('new', 1, { group: 'g' });
  const TransactItems = [
    { ConditionCheck: key('checked') },
    { Delete: key('gone') },
    { Put: { TableName: 'table', Item: fresh } },
  ];
  const cost = await count('TransactWriteItems', { TransactItems }, async () => {
    rows.delete('gone');
    rows.set('new', fresh);
  });
  expect(cost).toEqual({ requests: 1, writeUnits: 2 * (3 + 2 + 1), indexWriteUnits: 2 + 1, readUnits: 0 });
});

it('a write that is refused is charged as large as it would have been, and touches no index', async () => {
  const rows = new Map([['a', item('a', 1, { group: 'g' })]]);
  const { count } = counterOver(rows);
  const send = async () => {
    throw new Error('ConditionalCheckFailedException');
  };
  const costs: object[] = [];
  const put = { operation: 'PutItem', input: { TableName: 'table', Item: item('a', 3) } };
  const counter = new RequestCounter(
    (async () => ({ Item: rows.get('a') })) as CallAwsJson,
    new Map([['table', definition]]),
  );
  await expect(counter.count(put, send, (cost) => costs.push(cost))).rejects.toThrow('Conditional');
  expect(costs).toEqual([{ requests: 1, writeUnits: 3, indexWriteUnits: 0, readUnits: 0 }]);
  expect(await count('UpdateItem', { Key: marshall({ id: 'none' }) })).toMatchObject({ writeUnits: 1 });
});

it('a read is charged by its consistency, and one of nothing as the smallest', async () => {
  const { count } = counterOver(new Map([['a', item('a', 5)]]));
  expect(await count('GetItem', { ...key('a'), ConsistentRead: true })).toMatchObject({ readUnits: 2 });
  expect(await count('GetItem', key('a'))).toMatchObject({ readUnits: 1 });
  expect(await count('GetItem', key('none'))).toMatchObject({ readUnits: 0.5 });
});

it('a query is charged for all that it went through, also what it only counts', async () => {
  const { count, asked } = counterOver(new Map([1, 2, 3].map((n) => [`${n}`, item(`${n}`, 2)])));
  const cost = await count('Query', {
    KeyConditionExpression: '#p = :p',
    FilterExpression: '#f = :f',
    Select: 'COUNT',
    ExpressionAttributeNames: { '#p': 'id', '#f': 'x' },
    ExpressionAttributeValues: marshall({ ':p': 'a', ':f': 'b' }),
    Limit: 10,
  });
  expect(cost).toEqual({ requests: 1, writeUnits: 0, indexWriteUnits: 0, readUnits: 1 });
  expect(asked).toEqual([
    [
      'Query',
      {
        TableName: 'table',
        KeyConditionExpression: '#p = :p',
        ExpressionAttributeNames: { '#p': 'id' },
        ExpressionAttributeValues: marshall({ ':p': 'a' }),
        Limit: 10,
      },
    ],
  ]);
});

it('each item of a batch is rounded up on its own', async () => {
  // The example of the page: 1.5 kB and 6.5 kB are read as 4 and 8.
  const { count } = counterOver(
    new Map([
      ['a', item('a', 1.5)],
      ['b', item('b', 6.5)],
    ]),
  );
  const RequestItems = { table: { Keys: [{}, {}, {}], ConsistentRead: true } };
  expect(await count('BatchGetItem', { RequestItems })).toMatchObject({ readUnits: 1 + 2 + 1 });
});

it('an operation whose cost it does not know is refused', async () => {
  const { count } = counterOver(new Map());
  await expect(count('Scan', {})).rejects.toThrow('Scan');
});
