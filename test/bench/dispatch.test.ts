import { expect, it } from 'vitest';
import { growth, line, type Run } from '#bench/dispatch/figures.ts';

const run = (placed: number, requests: number, readUnits: number): Run => ({
  placed,
  usage: { requests, readUnits, writeUnits: 0, indexWriteUnits: 0 },
});

it('compares what a placed appointment costs with the longest queue to each shorter one', () => {
  const runs = new Map([
    [10, run(10, 20, 10)],
    [1000, run(200, 400, 200)],
    [100, run(100, 200, 400)],
  ]);
  expect(growth(runs)).toEqual({
    requestsEachAt1000By10: 1,
    readUnitsEachAt1000By10: 1,
    requestsEachAt1000By100: 1,
    readUnitsEachAt1000By100: 0.25,
  });
});

it('a run that placed nothing keeps no budget', () => {
  const runs = new Map([
    [10, run(10, 20, 10)],
    [1000, run(0, 20, 10)],
  ]);
  expect(growth(runs).requestsEachAt1000By10).toBe(Infinity);
  expect(line('nothing placed', run(0, 20, 10))).toMatch(/—\s+—$/);
});
