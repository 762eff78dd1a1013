import { expect, it } from 'vitest';
import { between, type Sample } from '#bench/lifecycles/counts.ts';
import { parseStat } from '#bench/lifecycles/processes.ts';

it('says what came about between two samples, by second, by lifecycle and as shares', () => {
  const from: Sample = {
    completed: 32,
    seconds: 100,
    httpRequests: 1000,
    invocations: 2000,
    databaseRequests: 3000,
    cpuSeconds: 10,
    busySeconds: 12,
    emulatorCpuSeconds: 4,
    clientCpuSeconds: 1,
  };
  const to: Sample = {
    completed: 132,
    seconds: 110,
    httpRequests: 1700,
    invocations: 4000,
    databaseRequests: 9200,
    cpuSeconds: 19,
    busySeconds: 21.5,
    emulatorCpuSeconds: 9,
    clientCpuSeconds: 2,
  };
  expect(between(from, to)).toEqual({
    lifecyclesPerSecond: 10,
    httpRequestsEach: 7,
    invocationsEach: 20,
    databaseRequestsEach: 62,
    serverMillisecondsEach: 90,
    emulatorMillisecondsEach: 50,
    coresOfServer: 0.9,
    coresOfEmulator: 0.5,
    coresOfClients: 0.1,
    eventLoopOfServer: 0.95,
  });
});

it('reads what the kernel says of a process, whatever its name is', () => {
  const rest = Array.from({ length: 40 }, (_, index) => String(index)).join(' ');
  expect(parseStat(`1234 (a (strange) name) S 77 1 1 0 -1 4194560 100 0 0 0 250 50 ${rest}`)).toEqual({
    name: 'a (strange) name',
    parent: 77,
    cpuSeconds: 3,
  });
});
