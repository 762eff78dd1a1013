/** What a server has counted since it was started. */
export type Counts = {
  /** Requests that reached a function over HTTP. */
  httpRequests: number;
  invocations: number;
  /** Requests to the database, each try of one. */
  databaseRequests: number;
  /** Processor time, of the system's own and of the kernel for it. */
  cpuSeconds: number;
  /** How long the event loop was not waiting for anything. */
  busySeconds: number;
};

/** A server's counts with the processor time of those around it, and how many lifecycles were completed. */
export type Sample = Counts & {
  completed: number;
  seconds: number;
  emulatorCpuSeconds: number;
  clientCpuSeconds: number;
};

/** What came about between two samples, by second, by lifecycle, and as shares of the time that passed. */
export function between(from: Sample, to: Sample) {
  const gained = (of: (sample: Sample) => number) => of(to) - of(from);
  const completed = gained(({ completed: count }) => count);
  const seconds = gained(({ seconds: at }) => at);
  const share = (of: (sample: Sample) => number) => gained(of) / seconds;
  const each = (of: (sample: Sample) => number) => gained(of) / completed;
  return {
    lifecyclesPerSecond: completed / seconds,
    httpRequestsEach: each(({ httpRequests }) => httpRequests),
    invocationsEach: each(({ invocations }) => invocations),
    databaseRequestsEach: each(({ databaseRequests }) => databaseRequests),
    serverMillisecondsEach: 1000 * each(({ cpuSeconds }) => cpuSeconds),
    emulatorMillisecondsEach: 1000 * each(({ emulatorCpuSeconds }) => emulatorCpuSeconds),
    coresOfServer: share(({ cpuSeconds }) => cpuSeconds),
    coresOfEmulator: share(({ emulatorCpuSeconds }) => emulatorCpuSeconds),
    coresOfClients: share(({ clientCpuSeconds }) => clientCpuSeconds),
    eventLoopOfServer: share(({ busySeconds }) => busySeconds),
  };
}
