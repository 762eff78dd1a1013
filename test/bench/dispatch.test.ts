import { expect, it } from 'vitest';
import { besides, growth, line, type Run } from '#bench/dispatch/figures.ts';

const run = (placed: number, requests: number, readUnits: number): Run => ({
  runs: 1,
  placed,
  parked: 0,
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

it('compares what one costs in another situation, placed or parked, to the plain one', () => {
  const parking = { ...run(0, 4000, 1000), runs: 50, parked: 1000 };
  expect(besides(new Map([['Parking', parking]]), run(10, 20, 10))).toEqual({
    requestsEachParkingBy10: 2,
    readUnitsEachParkingBy10: 1,
  });
});
