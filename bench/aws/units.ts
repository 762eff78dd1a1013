import { isDeepStrictEqual } from 'node:util';
import type { IndexDefinition, TableDefinition } from '#contract/types.ts';
import { type Item, itemSize } from './item-size.ts';

/** An item before and after a write; undefined where there is none. */
export type Change = { before: Item | undefined; after: Item | undefined };

/** How a write is made: on its own or in TransactWriteItems, which is charged twice. */
export type Writing = 'alone' | 'in a transaction';

/** How an item is read: eventually consistent reads cost half, those of TransactGetItems twice. */
export type Reading = 'eventual' | 'strong' | 'transactional';

const WRITE_BYTES = 1024;
const READ_BYTES = 4096;
const readFactor = { eventual: 0.5, strong: 1, transactional: 2 } as const;

/**
 * Read request units for bytes that are read at once: an item, or all that a query went through. What is not there
 * costs as much as the smallest item.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export const readUnits = (bytes: number, reading: Reading): number =>
  Math.max(1, Math.ceil(bytes / READ_BYTES)) * readFactor[reading];

/** Write request units, with those of the indexes apart. */
export type WriteUnits = { table: number; indexes: number };

/**
 * Write request units of one write with all its indexes. In the table the larger of the item before and after counts,
 * in a transaction twice; a condition that fails is charged all the same, and so is a ConditionCheck, whose item is the
 * same before and after.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 * An index follows its table asynchronously, whatever wrote to it, so its writes count once; the pages do not say so of
 * transactions in these words.
 */
export function writeUnits(definition: TableDefinition, change: Change, writing: Writing): WriteUnits {
  const bytes = Math.max(...[change.before, change.after].map((item) => (item ? itemSize(item) : 0)));
  const indexes = Object.values(definition.indexes ?? {});
  return {
    table: kilobytes(bytes) * (writing === 'in a transaction' ? 2 : 1),
    indexes: indexes.reduce((sum, index) => sum + indexUnits(definition, index, change), 0),
  };
}

/**
 * What a write costs in one index: an entry that appears, changes or goes is one write; one whose key changes is two, for
 * it is deleted and put; one that stays as it is costs nothing.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
function indexUnits(definition: TableDefinition, index: IndexDefinition, { before, after }: Change): number {
  const old = entryOf(definition, index, before);
  const next = entryOf(definition, index, after);
  if (!old || !next) return kilobytesOf(old) + kilobytesOf(next);
  const keys = keysOf(index);
  if (!keys.every((key) => isDeepStrictEqual(old[key], next[key])))
    return kilobytesOf(old) + kilobytesOf(next);
  return isDeepStrictEqual(old, next) ? 0 : Math.max(kilobytesOf(old), kilobytesOf(next));
}

/** The item as the index has it; undefined where a key of the index is missing, for an index is sparse. */
function entryOf(
  definition: TableDefinition,
  index: IndexDefinition,
  item: Item | undefined,
): Item | undefined {
  if (!item || keysOf(index).some((key) => item[key] === undefined)) return undefined;
  const projected = new Set([...keysOf(index), ...keysOf(definition), ...index.projection]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => projected.has(name)));
}

/** The names of the key attributes of a table or index. */
export const keysOf = ({ partitionKey, sortKey }: { partitionKey: string; sortKey?: string }): string[] =>
  sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];

const kilobytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_BYTES));
const kilobytesOf = (item: Item | undefined): number => (item ? kilobytes(itemSize(item)) : 0);
