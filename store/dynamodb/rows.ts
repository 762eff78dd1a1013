import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TableName } from '#contract/table-names.ts';
import { fieldProblem } from '#domain/problem.ts';
import { documents, physicalName } from '#store/dynamodb/client.ts';
import type { Write } from '#store/dynamodb/transaction.ts';

type Row = Record<string, unknown>;

/** A row by its key, strongly consistent, or undefined. @throws ZodError when what is stored is not what it should be. */
export async function read<S extends z.ZodType>(
  table: TableName,
  key: Record<string, string>,
  schema: S,
): Promise<z.infer<S> | undefined> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: physicalName(table), Key: key, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : schema.parse(Item);
}

export type Page<T> = { items: T[]; next: string | null };

/** Which rows: a partition of a table or index, optionally only the sort keys in a range or with a beginning. */
export type Selection = {
  table: TableName;
  index?: string;
  partition: [name: string, value: string];
  sort?: { name: string } & ({ beginsWith: string } | { from?: string; to?: string });
  descending?: boolean;
  limit: number;
  /** The opaque `next` of the page before. It holds keys below the partition only: it cannot lead out of it. */
  cursor?: string | undefined;
};

export async function query<S extends z.ZodType>(
  selection: Selection,
  schema: S,
  keys: readonly string[],
): Promise<Page<z.infer<S>>> {
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
      Limit: selection.limit,
      ...(selection.cursor && {
        ExclusiveStartKey: { ...decodeCursor(selection.cursor, keys), [partition]: value },
      }),
    }),
  );
  return {
    items: Items.map((item) => schema.parse(item)),
    next: LastEvaluatedKey ? encodeCursor(LastEvaluatedKey, keys) : null,
  };
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

const encodeCursor = (key: Row, names: readonly string[]): string =>
  Buffer.from(JSON.stringify(names.map((name) => key[name]))).toString('base64url');

function decodeCursor(cursor: string, names: readonly string[]): Record<string, string> {
  try {
    const values = z
      .array(z.string().min(1))
      .length(names.length)
      .parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  } catch {
    // Whatever it is, it is not a cursor of ours.
  }
  throw fieldProblem(
    'cursor',
    '分页标记无效，请从第一页重新开始。',
    'Not a cursor of this list: start from the first page.',
  );
}

/** A new row; what stands there already decides the error. */
export const insert = (table: TableName, key: string, row: Row, refused: Write['refused']): Write => ({
  item: {
    Put: {
      TableName: physicalName(table),
      Item: row,
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': key },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
  refused,
});

/** The next version of a row that was read at `version`. */
export const replace = (table: TableName, row: Row, version: number, refused: Write['refused']): Write => ({
  item: {
    Put: {
      TableName: physicalName(table),
      Item: row,
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
  refused,
});

/** Takes a row away that must still be there. */
export const remove = (table: TableName, key: Record<string, string>, refused: Write['refused']): Write => ({
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
