import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { itemSize } from '#bench/aws/item-size.ts';

const bytes = (item: Record<string, unknown>): number => itemSize(marshall(item));

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
describe('the size of an item', () => {
  it.each<[what: string, item: Record<string, unknown>, bytes: number]>([
    ['a text is its name and its value in UTF-8', { name: 'abc' }, 4 + 3],
    ['a Chinese character is three bytes', { name: '计量' }, 4 + 6],
    ['a number is a byte for two digits and one more', { n: 12345 }, 1 + 3 + 1],
    ['zeros before and behind do not count', { n: 0.0012, m: 1200 }, 1 + 2 + 1 + 2],
    ['zero is one byte', { n: 0 }, 1 + 1],
    ['true and null are one byte', { yes: true, none: null }, 3 + 1 + 4 + 1],
    ['an empty list or map is three', { list: [], map: {} }, 4 + 3 + 3 + 3],
    ['an element is one byte more than itself', { list: ['ab', 1] }, 4 + 3 + (1 + 2) + (1 + 2)],
    ['a field of a map too, and its name', { map: { a: 'b' } }, 3 + 3 + 1 + (1 + 1)],
    ['bytes count as they are, not as base64', { b: new Uint8Array(10) }, 1 + 10],
    ['a set is the sum of its values', { set: new Set(['ab', 'c']) }, 3 + 3],
  ])('%s', (_, item, expected) => {
    expect(bytes(item)).toBe(expected);
  });

  it('counts bytes as the wire has them, in base64', () => {
    expect(
      itemSize({ b: { B: Buffer.from('twelve bytes').toString('base64') as unknown as Uint8Array } }),
    ).toBe(13);
  });

  it('counts a task token as long as those of AWS are', () => {
    expect(bytes({ token: 'short' })).toBe(5 + 1024);
    expect(bytes({ taskToken: 'short' })).toBe(9 + 1024);
    expect(bytes({ wait: { taskToken: 'short' } })).toBe(4 + 3 + 1 + 9 + 1024);
    expect(bytes({ tokens: 'short' })).toBe(6 + 5);
  });
});
