import { defaultDataFolder } from './data-folder.ts';
import { StartFailure } from './failure.ts';
import { jsonLog } from './log.ts';
import { startScreen } from './screen.ts';
import { startSystem } from './system.ts';

/** `npm start`: the whole system on this machine, until it is told to stop. */
export async function run(): Promise<void> {
  const dataFolder = defaultDataFolder();
  const system = await startSystem({
    dataFolder,
    port: portOf(process.env.PORT ?? '3000'),
    // What was accepted is on disk, and the next start goes on with it.
    onFailure: (error) => fail(error),
  });
  process.stdout.write(startScreen(system.url, dataFolder, process.uptime()));
  const stop = async () => {
    // A second Ctrl-C ends it at once.
    for (const signal of signals) process.off(signal, stop);
    clearInterval(orphaned);
    jsonLog('info', 'stopping 正在停止');
    await system.stop();
    process.exit(0);
  };
  for (const signal of signals) process.on(signal, stop);
  const orphaned = whenNpmEnds(stop);
}

// Looked at once at the beginning: it may end while we start.
const parent = process.ppid;
const signals = ['SIGINT', 'SIGTERM'] as const;

/** Whoever stops or kills `npm start` has npm's process id, and npm may end without passing on how. */
function whenNpmEnds(stop: () => void): NodeJS.Timeout | undefined {
  if (!process.env.npm_lifecycle_event) return undefined;
  return setInterval(() => process.ppid !== parent && stop(), 200).unref();
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new StartFailure(
    `PORT=${text} 不是端口号（0 至 65535）。`,
    `PORT=${text} is not a port (0 to 65535).`,
  );
}

/** Ends the process with what a person can do about it, or else with all that is known. */
export function fail(error: unknown): void {
  const text = error instanceof StartFailure ? error.message : error instanceof Error ? error.stack : error;
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}
