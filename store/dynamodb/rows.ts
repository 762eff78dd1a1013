import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { TableName } from '#contract/table-names.ts';
import { tables } from '#contract/tables.ts';
import { documents, physicalName } from '#store/dynamodb/client.ts';
import { type Codec, type Reads, type Row, UnreadableRow } from '#store/dynamodb/codec.ts';
import { decodeCursor, encodeCursor } from '#store/dynamodb/cursors.ts';
import { reportGap } from '#store/dynamodb/gaps.ts';
import type { Write } from '#store/dynamodb/transaction.ts';

/** The key of a table's item. */
export type Key = Record<string, string>;

/** A row by its key, strongly consistent, or undefined. @throws UnreadableRow, which is reported too. */
export async function read<T>(codec: Reads<T>, key: Key): Promise<T | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: physicalName(codec.table), Key: key, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : decoded(codec, Item);
}

/**
 * The rows that stand under some keys, strongly consistent, in no order; in one request unless DynamoDB leaves some for
 * another. Each is read at a moment of its own. @throws UnreadableRow, which is reported too.
 */
export async function readSeveral<T>(codec: Reads<T>, keys: readonly Key[]): Promise<T[]> {
  const table = physicalName(codec.table);
  const found: T[] = [];
  for (let left: Row[] = [...keys]; left.length > 0; ) {
    const { Responses, UnprocessedKeys } = await documents.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
    );
    found.push(...(Responses?.[table] ?? []).map((row) => decoded(codec, row)));
    left = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

/** What a row says. @throws UnreadableRow, which is reported too. */
export function decoded<T>(codec: Reads<T>, row: Row): T {
  try {
    return codec.decode(row);
  } catch (error) {
    if (error instanceof UnreadableRow) {
      const { partitionKey, sortKey } = tables[codec.table];
      const key = { [partitionKey]: row[partitionKey], ...(sortKey && { [sortKey]: row[sortKey] }) };
      reportGap({ codec: codec.name, key, reason: error.message });
    }
    throw error;
  }
}

/** What those rows say that can be read. One that cannot is reported and left out: it must not hide the others. */
export const readable = <T>(codec: Reads<T>, rows: readonly Row[]): T[] =>
  rows.flatMap((row) => {
    try {
      return [decoded(codec, row)];
    } catch (error) {
      if (error instanceof UnreadableRow) return [];
      throw error;
    }
  });

export type Page<T> = { items: T[]; next: string | null };

/** Which rows: a partition of a table or index, optionally only the sort keys in a range or with a beginning. */
export type Selection = {
  table: TableName;
  index?: string;
  partition: [name: string, value: string];
  sort?: { name: string } & ({ beginsWith: string } | { from?: string; to?: string });
  descending?: boolean;
  /** Without one, as many as one answer holds (1 MB). */
  limit?: number;
  /** The opaque `next` of the page before. It holds keys below the partition only: it cannot lead out of it. */
  cursor?: string | undefined;
};

/** A page of rows, read. The cursor leads on from what was looked at, also where the last of it could not be read. */
export async function query<T>(selection: Selection, codec: Reads<T>): Promise<Page<T>> {
  const { rows, next } = await queryRows(selection);
  return { items: readable(codec, rows), next };
}

/** All rows of a partition, or of a range of it, page by page. */
export async function queryAllRows(selection: Omit<Selection, 'limit' | 'cursor'>): Promise<Row[]> {
  const all: Row[] = [];
  let cursor: string | undefined;
  do {
    const { rows, next } = await queryRows({ ...selection, cursor });
    all.push(...rows);
    cursor = next ?? undefined;
  } while (cursor);
  return all;
}

/** The rows of a selection as they are stored, at most as many as one answer holds. */
export async function queryRows(selection: Selection): Promise<{ rows: Row[]; next: string | null }> {
  const keys = cursorKeys(selection);
  const [partition, value] = selection.partition;
  const { condition, names, values } = sortCondition(selection.sort);
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: physicalName(selection.table),
      ...(selection.index && { IndexName: selection.index }),
      KeyConditionExpression: `#p = :p${condition}`,
      ExpressionAttributeNames: { '#p': partition, ...names },
      ExpressionAttributeValues: { ':p': value, ...values },
      ScanIndexForward: !selection.descending,
      ConsistentRead: !selection.index,
      ...(selection.limit !== undefined && { Limit: selection.limit }),
      ...(selection.cursor && {
        ExclusiveStartKey: { ...keyOfCursor(selection.cursor, keys), [partition]: value },
      }),
    }),
  );
  return {
    rows: Items,
    next: LastEvaluatedKey ? encodeCursor(keys.map((name) => String(LastEvaluatedKey[name]))) : null,
  };
}

/** What a cursor holds: the keys of table and index but the partition that is asked for. */
function cursorKeys({ table, index, partition: [partition] }: Selection): string[] {
  const { partitionKey, sortKey, indexes } = tables[table];
  const names = [index && indexes?.[index]?.sortKey, partitionKey, sortKey];
  return names.filter((name): name is string => name !== undefined && name !== partition);
}

function sortCondition(sort: Selection['sort']): { condition: string; names: Row; values: Row } & {
  names: Record<string, string>;
} {
  if (!sort) return { condition: '', names: {}, values: {} };
  const names = { '#s': sort.name };
  if ('beginsWith' in sort) {
    return { condition: ' AND begins_with(#s, :s)', names, values: { ':s': sort.beginsWith } };
  }
  const { from, to } = sort;
  if (from !== undefined && to !== undefined) {
    return { condition: ' AND #s BETWEEN :from AND :to', names, values: { ':from': from, ':to': to } };
  }
  if (from !== undefined) return { condition: ' AND #s >= :from', names, values: { ':from': from } };
  return { condition: ' AND #s <= :to', names, values: { ':to': to } };
}

function keyOfCursor(cursor: string, names: readonly string[]): Key {
  const values = decodeCursor(cursor, names.length);
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
}

/** A new row; what stands there already decides the error. */
export const insert = <T>(codec: Codec<T>, value: T, refused: Write['refused']): Write => ({
  item: {
    Put: {
      TableName: physicalName(codec.table),
      Item: codec.encode(value),
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': tables[codec.table].partitionKey },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
  refused,
});

/** The next version of a row that was read at `version`. */
export const replace = <T>(codec: Codec<T>, value: T, version: number, refused: Write['refused']): Write => ({
  item: {
    Put: {
      TableName: physicalName(codec.table),
      Item: codec.encode(value),
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
  refused,
});

/** Takes a row away that must still be there. */
export const remove = (table: TableName, key: Key, refused: Write['refused']): Write => ({
  item: {
    Delete: {
      TableName: physicalName(table),
      Key: key,
      ConditionExpression: 'attribute_exists(#key)',
      ExpressionAttributeNames: { '#key': Object.keys(key)[0] ?? '' },
    },
  },
  refused,
});

/** Holds a transaction to a row as it was read, without changing it. */
export const requireUnchanged = (
  table: TableName,
  key: Key,
  version: number,
  refused: Write['refused'],
): Write => ({
  item: {
    ConditionCheck: {
      TableName: physicalName(table),
      Key: key,
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version },
    },
  },
  refused,
});
