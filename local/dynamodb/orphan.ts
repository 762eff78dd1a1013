import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Ends an emulator that a killed run left behind on this database, so that two never write to one file. It is looked
 * for by its command line, which cannot go stale as the process id in a file can; call it with the data folder locked,
 * when no other run can be the owner of what is found.
 */
export async function endOrphans(database: string): Promise<void> {
  const orphans = emulatorsOf(database);
  for (const pid of orphans) process.kill(pid, 'SIGKILL');
  for (const pid of orphans) while (isAlive(pid)) await sleep(5);
}

/** Process ids of emulators that serve this database file. Only Linux has /proc, and only Linux has our emulator. */
function emulatorsOf(database: string): number[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return [];
  }
  return entries.filter((entry) => /^\d+$/.test(entry) && serves(entry, database)).map(Number);
}

function serves(pid: string, database: string): boolean {
  const [program = '', ...args] = commandLine(pid);
  return basename(program) === 'dynoxide' && args[args.indexOf('--db-path') + 1] === database;
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

// A killed process whose parent has not yet asked for its status still has an entry, with an empty command line.
const isAlive = (pid: number): boolean => commandLine(String(pid)).join('') !== '';
