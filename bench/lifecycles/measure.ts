import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { between, type Counts, type Sample } from './counts.ts';
import { Load } from './load.ts';
import { cpuSecondsOfChildren } from './processes.ts';

/** Lifecycles that each client has completed before it counts, and those that count: in one step, they end all at once. */
const WARM_UP = 1;
const MEASURED = 2;

/** For how long is measured, and how many milliseconds a client pauses before it looks again. */
export type Pace = { seconds: number; lookEvery: number };

/**
 * What so many clients get done with a server of their own on an empty data folder, for so long at least once they are
 * under way.
 */
export async function measure(
  clients: number,
  { seconds, lookEvery }: Pace,
): Promise<ReturnType<typeof between>> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-lifecycles-'));
  const server = fork(new URL('./server.ts', import.meta.url).pathname, [folder]);
  const ended = once(server, 'exit');
  const lost = new AbortController();
  server.once('exit', () => lost.abort());
  try {
    const [url] = await once(server, 'message', { signal: lost.signal });
    const load = new Load(String(url), clients, lookEvery);
    const sample = async (): Promise<Sample> => {
      server.send('figures');
      const [counts] = (await once(server, 'message', { signal: lost.signal })) as [Counts];
      const { user, system } = process.cpuUsage();
      return {
        ...counts,
        completed: load.completed,
        seconds: performance.now() / 1000,
        emulatorCpuSeconds: cpuSecondsOfChildren(server.pid ?? 0, 'dynoxide'),
        clientCpuSeconds: (user + system) / 1e6,
      };
    };
    await load.until(clients * WARM_UP);
    const from = await sample();
    await Promise.all([load.until(from.completed + clients * MEASURED), pause(seconds * 1000)]);
    const to = await sample();
    await load.stop();
    return between(from, to);
  } finally {
    if (server.connected) server.disconnect();
    await ended;
    rmSync(folder, { recursive: true });
  }
}
