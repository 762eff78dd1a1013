import { expect, it } from 'vitest';
import { leftBehind } from '#bench/housekeeping/rows.ts';

it('a lifecycle left behind what is more than in a folder without one, by lifecycle', () => {
  const empty = new Map([
    ['table shifts', 1014],
    ['table outbox', 0],
  ]);
  const now = new Map([
    ['table shifts', 1014],
    ['table outbox', 35],
    ['executions history', 80],
  ]);
  expect(Object.fromEntries(leftBehind(now, empty, 5))).toEqual({
    'table outbox': 7,
    'executions history': 16,
  });
});
