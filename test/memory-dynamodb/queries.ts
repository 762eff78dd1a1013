import type { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { nonKeyAttributesOf } from '#contract/projections.ts';
import type { IndexDefinition, TableDefinition } from '#contract/types.ts';
import { type Row, sortTest } from './expressions.ts';

type Answer = { Count: number; Items?: Row[]; LastEvaluatedKey?: Row };

/** What a query of a table, or of an index of it, finds among rows. */
export function queried(
  table: TableDefinition,
  index: IndexDefinition | undefined,
  rows: readonly Row[],
  input: QueryCommand['input'],
): Answer {
  const { partitionKey, sortKey } = index ?? table;
  const names = input.ExpressionAttributeNames ?? {};
  const values = input.ExpressionAttributeValues ?? {};
  const [, pk = '', pv = '', rest = ''] =
    /^(#\w+) = (:\w+)(?: AND (.+))?$/.exec(input.KeyConditionExpression ?? '') ?? [];
  if (names[pk] !== partitionKey) throw new Error(`${names[pk]} is not the partition key ${partitionKey}`);
  const within = sortTest(rest, names, values, sortKey);
  const found = rows
    .filter((row) => row[partitionKey] === values[pv] && (!sortKey || row[sortKey] !== undefined))
    .filter((row) => within(String(row[sortKey ?? partitionKey])));
  const keyNames = present([sortKey, partitionKey, table.partitionKey, table.sortKey]);
  const { items, next } = paged(found, keyNames, input);
  return {
    Count: items.length,
    ...(input.Select !== 'COUNT' && { Items: index ? items.map(projected(table, index)) : items }),
    ...next,
  };
}

/** A page of all rows. DynamoDB has an order of its own for them, on which nobody may count; this one is stable. */
export const scanned = (
  table: TableDefinition,
  rows: readonly Row[],
  { ExclusiveStartKey, Limit }: ScanCommand['input'],
): Answer => {
  const keyNames = present([table.partitionKey, table.sortKey]);
  const { items, next } = paged(rows, keyNames, { ExclusiveStartKey, Limit });
  return { Count: items.length, Items: items, ...next };
};

const present = (names: readonly (string | undefined)[]): string[] => [
  ...new Set(names.filter((name) => name !== undefined)),
];

type Paging = {
  ScanIndexForward?: boolean | undefined;
  ExclusiveStartKey?: Row | undefined;
  Limit?: number | undefined;
};

/** From behind the start key on, whether a row stands there or not: it may have been deleted since. */
function paged(
  rows: readonly Row[],
  keyNames: readonly string[],
  { ScanIndexForward = true, ExclusiveStartKey: start, Limit = 1000 }: Paging,
): { items: Row[]; next: { LastEvaluatedKey?: Row } } {
  const compare = (one: Row, other: Row): number => {
    const name = keyNames.find((each) => one[each] !== other[each]);
    if (name === undefined) return 0;
    return String(one[name]) < String(other[name]) === ScanIndexForward ? -1 : 1;
  };
  const items = rows
    .toSorted(compare)
    .filter((row) => !start || compare(start, row) < 0)
    .slice(0, Limit);
  const last = items.at(-1);
  // DynamoDB stops at the limit and does not look whether anything follows: a full page always has a key to go on from.
  const more = last && items.length === Limit;
  const next = more && { LastEvaluatedKey: Object.fromEntries(keyNames.map((name) => [name, last[name]])) };
  return { items, next: next || {} };
}

/** An index holds the keys, its own and the table's, and what it projects: nothing else can be read from it. */
function projected(table: TableDefinition, index: IndexDefinition): (row: Row) => Row {
  const held = new Set([
    ...present([table.partitionKey, table.sortKey, index.partitionKey, index.sortKey]),
    ...nonKeyAttributesOf(table, index),
  ]);
  return (row) => Object.fromEntries(Object.entries(row).filter(([name]) => held.has(name)));
}
