import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { TableName } from '#contract/table-names.ts';
import { tables } from '#contract/tables.ts';
import { documents, physicalName } from '#store/dynamodb/client.ts';
import { type AnyCodec, type Row, UnreadableRow } from '#store/dynamodb/codec.ts';
import { reportGap } from '#store/dynamodb/gaps.ts';
import { decoded, type Key } from '#store/dynamodb/rows.ts';

/** How far a backfill has come, and what it has met on the way. */
export type Progress = {
  /** The key of the last row that was looked at; null when it is through. */
  after: Key | null;
  read: number;
  /** Rows that were put back as today's code writes them; of a dry run, those that would be. */
  written: number;
  /** Rows that somebody else wrote or removed in between: theirs hold. */
  overtaken: number;
  /** Rows that nobody can read: they stay as they are. */
  gaps: number;
};

/** Where the place is kept from which a backfill goes on after its process has ended. */
export type Checkpoint = {
  load(): Progress | undefined;
  /** After each page. */
  save(progress: Progress): void;
  /** When it is through: the next one begins at the beginning. */
  clear(): void;
};

type Options = {
  checkpoint?: Checkpoint;
  /** Rows a request; those of a page are written at once. */
  pageSize?: number;
  onProgress?: (progress: Progress) => void;
  /** Counts, and writes nothing. */
  dryRun?: boolean;
};

const PAGE_SIZE = 100;

/**
 * Reads every row of a table and puts those back that today's code would write otherwise: rows of an older version, or
 * from before an index. The only scan there is. It may be ended at any moment and called again, and may run beside
 * everything else: a row is put back only as long as it is as it was read.
 */
export async function rewriteRows(
  table: TableName,
  codecs: readonly AnyCodec[],
  { checkpoint, pageSize = PAGE_SIZE, onProgress = () => {}, dryRun = false }: Options = {},
): Promise<Progress> {
  let progress = checkpoint?.load() ?? { after: null, read: 0, written: 0, overtaken: 0, gaps: 0 };
  const kinds = codecs.filter((codec) => codec.table === table);
  do {
    const { rows, last } = await pageOf(table, progress.after, pageSize);
    const done = await Promise.all(rows.map((row) => rewriteRow(table, kinds, row, dryRun)));
    const count = (what: Outcome) => done.filter((one) => one === what).length;
    progress = {
      after: last,
      read: progress.read + rows.length,
      written: progress.written + count('written'),
      overtaken: progress.overtaken + count('overtaken'),
      gaps: progress.gaps + count('gap'),
    };
    if (last) checkpoint?.save(progress);
    onProgress(progress);
  } while (progress.after);
  checkpoint?.clear();
  return progress;
}

async function pageOf(
  table: TableName,
  after: Key | null,
  pageSize: number,
): Promise<{ rows: Row[]; last: Key | null }> {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new ScanCommand({
      TableName: physicalName(table),
      Limit: pageSize,
      ConsistentRead: true,
      ...(after && { ExclusiveStartKey: after }),
    }),
  );
  return { rows: Items, last: (LastEvaluatedKey as Key | undefined) ?? null };
}

type Outcome = 'same' | 'written' | 'overtaken' | 'gap';

async function rewriteRow(
  table: TableName,
  kinds: readonly AnyCodec[],
  row: Row,
  dryRun: boolean,
): Promise<Outcome> {
  const next = asToday(table, kinds, row);
  if (!next) return 'gap';
  if (isDeepStrictEqual(next, row)) return 'same';
  return dryRun ? 'written' : await putBack(table, row, next);
}

/** The row as it is written today; undefined, and reported, when nobody can read it. */
function asToday(table: TableName, kinds: readonly AnyCodec[], row: Row): Row | undefined {
  const codec = kinds.find(({ holds }) => holds(row));
  if (!codec) {
    reportGap({ codec: `${table}/?`, key: keyOf(table, row), reason: 'of no kind that is stored here' });
    return undefined;
  }
  let next: Row;
  try {
    next = defined(codec.encode(decoded(codec, row) as never));
  } catch (error) {
    if (error instanceof UnreadableRow) return undefined;
    throw error;
  }
  if (isDeepStrictEqual(keyOf(table, next), keyOf(table, row))) return next;
  // Putting it back would make another row beside it.
  reportGap({ codec: codec.name, key: keyOf(table, row), reason: 'would have another key today' });
  return undefined;
}

function keyOf(table: TableName, row: Row): Row {
  const { partitionKey, sortKey } = tables[table];
  return { [partitionKey]: row[partitionKey], ...(sortKey && { [sortKey]: row[sortKey] }) };
}

/** As it comes back: what is undefined is not stored, however deep. */
const defined = (value: Row): Row => withoutUndefined(value) as Row;

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  const held = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(held.map(([name, each]) => [name, withoutUndefined(each)]));
}

/** Every attribute must still say what was read, so that nobody's write is undone and no row comes back from removal. */
async function putBack(table: TableName, row: Row, next: Row): Promise<Outcome> {
  const attributes = Object.entries(row);
  try {
    await documents.send(
      new PutCommand({
        TableName: physicalName(table),
        Item: next,
        ConditionExpression: attributes.map((_, index) => `#a${index} = :a${index}`).join(' AND '),
        ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], index) => [`#a${index}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          attributes.map(([, value], index) => [`:a${index}`, value]),
        ),
      }),
    );
    return 'written';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'overtaken';
    throw error;
  }
}
