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
    jsonLog('info', 'stopping 正在停止');
    await system.stop();
    process.exit(0);
  };
  for (const signal of signals) process.on(signal, stop);
}

const signals = ['SIGINT', 'SIGTERM'] as const;

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
