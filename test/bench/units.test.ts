import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Item } from '#bench/aws/item-size.ts';
import { readUnits, writeUnits } from '#bench/aws/units.ts';
import type { TableDefinition } from '#contract/types.ts';

const KB = 1024;

/** An item of so many bytes. */
const sized = (bytes: number, more: Record<string, string> = {}): Item => {
  const named = { id: 'a', ...more };
  const rest =
    bytes -
    Object.entries({ ...named, x: '' })
      .flat()
      .join('').length;
  return marshall({ ...named, x: 'y'.repeat(rest) });
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
describe('read units', () => {
  it.each([
    ['eventual', 4 * KB, 0.5],
    ['strong', 4 * KB, 1],
    ['transactional', 4 * KB, 2],
    // The page's example of 8 kB.
    ['strong', 8 * KB, 2],
    ['eventual', 8 * KB, 1],
    ['transactional', 8 * KB, 4],
    // An item of 3.5 kB is read as 4, one of 10 as 12.
    ['strong', 3.5 * KB, 1],
    ['strong', 10 * KB, 3],
    // What is not there.
    ['strong', 0, 1],
    ['eventual', 0, 0.5],
  ] as const)('%s, %i bytes: %d', (reading, bytes, units) => {
    expect(readUnits(bytes, reading)).toBe(units);
  });
});

describe('write units of a table', () => {
  const plain: TableDefinition = { description: 'a table', partitionKey: 'id' };
  const units = (before: number | undefined, after: number | undefined, how: 'alone' | 'in a transaction') =>
    writeUnits(
      plain,
      { before: before ? sized(before) : undefined, after: after ? sized(after) : undefined },
      how,
    ).table;

  it('round up to the next kilobyte', () => {
    expect(units(undefined, 500, 'alone')).toBe(1);
    expect(units(undefined, KB, 'alone')).toBe(1);
    expect(units(undefined, KB + 1, 'alone')).toBe(2);
  });

  it('are those of the larger item, before or after', () => {
    expect(units(3 * KB, 500, 'alone')).toBe(3);
    expect(units(500, 3 * KB, 'alone')).toBe(3);
    expect(units(3 * KB, undefined, 'alone')).toBe(3);
  });

  it('are one where there is nothing', () => {
    expect(units(undefined, undefined, 'alone')).toBe(1);
  });

  it('are double in a transaction, as for three items of 500 bytes', () => {
    const three = [1, 2, 3].map(() => units(undefined, 500, 'in a transaction'));
    expect(three.reduce((one, other) => one + other)).toBe(6);
    expect(units(1.5 * KB, 1.5 * KB, 'in a transaction')).toBe(4);
  });
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes */
describe('write units of an index', () => {
  const index = { partitionKey: 'group', sortKey: 'due' };
  const indexed = (projection: readonly string[]): TableDefinition => ({
    description: 'a table with an index',
    partitionKey: 'id',
    indexes: { 'by-group': { ...index, projection } },
  });
  const units = (
    before: Item | undefined,
    after: Item | undefined,
    projection: readonly string[] = ['x', 'shown'],
  ) => writeUnits(indexed(projection), { before, after }, 'in a transaction').indexes;
  const keys = { group: 'g', due: '1' };

  it('are none for an item that is not in it', () => {
    expect(units(undefined, sized(500))).toBe(0);
    expect(units(undefined, sized(500, { group: 'g' }))).toBe(0);
  });

  it('are one write when the item appears, and one when it goes', () => {
    expect(units(undefined, sized(2.5 * KB, keys))).toBe(3);
    expect(units(sized(2.5 * KB, keys), undefined)).toBe(3);
    expect(units(sized(2.5 * KB, keys), sized(2.5 * KB))).toBe(3);
  });

  it('are two writes when a key changes: the old is deleted, the new is put', () => {
    expect(units(sized(2.5 * KB, keys), sized(1.5 * KB, { ...keys, due: '2' }))).toBe(3 + 2);
  });

  it('are one write when something else changes that it shows, the larger of both', () => {
    expect(units(sized(2.5 * KB, keys), sized(1.5 * KB, keys))).toBe(3);
  });

  it('are nothing when it shows the same as before', () => {
    expect(units(sized(900, keys), sized(900, keys))).toBe(0);
    expect(units(sized(2.5 * KB, keys), sized(1.5 * KB, keys), ['shown'])).toBe(0);
  });

  it('are of what it projects: its keys, those of the table, and what the contract names', () => {
    const wide = (shown: string) => sized(9 * KB, { ...keys, shown });
    expect(units(wide('a'), wide('b'), ['shown'])).toBe(1);
    expect(units(wide('a'), wide('b'))).toBe(9);
    expect(units(undefined, wide('a'), [])).toBe(1);
  });
});
