import { readdirSync, readFileSync } from 'node:fs';

/** In Linux a tick is 10 ms for all that /proc says (USER_HZ). */
const TICKS_A_SECOND = 100;

type Stat = { name: string; parent: number; cpuSeconds: number };

/** A line of /proc/<pid>/stat; the name is in brackets and may hold spaces. See proc_pid_stat(5). */
export function parseStat(line: string): Stat {
  const end = line.lastIndexOf(')');
  const fields = line.slice(end + 2).split(' ');
  // Counted from the field behind the name: the state, the parent's id; user and kernel time are the 12th and 13th.
  const ticks = Number(fields[11]) + Number(fields[12]);
  return {
    name: line.slice(line.indexOf('(') + 1, end),
    parent: Number(fields[1]),
    cpuSeconds: ticks / TICKS_A_SECOND,
  };
}

/** The processor time of the children of a process that have this name, as the kernel counts it. */
export const cpuSecondsOfChildren = (parent: number, name: string): number =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        return [parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    })
    .filter((stat) => stat.parent === parent && stat.name === name)
    .reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
