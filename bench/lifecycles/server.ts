/** The system that is measured: a process of its own, on the data folder that it is given, which says its figures when asked. */
import { performance } from 'node:perf_hooks';
import { observeCalls } from '#bench/aws/clients.ts';
import { routes } from '#contract/index.ts';
import { silentLog } from '#local/log.ts';
import { startSystem } from '#local/system.ts';
import type { Counts } from './counts.ts';

const [dataFolder = ''] = process.argv.slice(2);
const behindRoutes = new Set<string>(Object.values(routes).map((route) => route.function));
const counts = { httpRequests: 0, invocations: 0, databaseRequests: 0 };

const system = await startSystem({
  dataFolder,
  log: silentLog,
  onInvoke: (name) => {
    counts.invocations += 1;
    if (behindRoutes.has(name)) counts.httpRequests += 1;
  },
});
const { client } = await import('#store/dynamodb/client.ts');
observeCalls(client, () => {
  counts.databaseRequests += 1;
});

process.on('message', () => {
  const { user, system: kernel } = process.cpuUsage();
  const figures: Counts = {
    ...counts,
    cpuSeconds: (user + kernel) / 1e6,
    busySeconds: performance.eventLoopUtilization().active / 1000,
  };
  process.send?.(figures);
});
process.once('disconnect', () => void system.stop());
process.send?.(system.url);
