import { expect, it } from 'vitest';
import { judge } from '#bench/budgets.ts';

it('a figure keeps its budget at the bound, and misses it beyond', () => {
  const bounds = { requests: { atMost: 46 }, perSecond: { atLeast: 12 } };
  expect(judge({ requests: 46, perSecond: 12, other: 1 }, bounds).kept).toBe(true);
  expect(judge({ requests: 47, perSecond: 12 }, bounds).kept).toBe(false);
  expect(judge({ requests: 46, perSecond: 11.9 }, bounds).kept).toBe(false);
  expect(judge({ requests: 47, perSecond: 12 }, bounds).lines[0]).toMatch(
    /^requests +47 +at most 46 +MISSED$/,
  );
});

it('a budget of a figure that there is not is an error, not a pass', () => {
  expect(() => judge({ requests: 1 }, { request: { atMost: 1 } })).toThrow(RangeError);
});
