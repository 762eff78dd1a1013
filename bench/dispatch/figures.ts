import type { Usage } from '#bench/aws/prices.ts';
import { padEnd, padStart } from '#local/columns.ts';

/** Runs of the dispatcher in one situation: how many they placed and parked, and what they used for that. */
export type Run = {
  runs: number;
  placed: number;
  parked: number;
  usage: Pick<Usage, 'requests' | 'readUnits' | 'writeUnits' | 'indexWriteUnits'>;
};

const settled = ({ placed, parked }: Run): number => placed + parked;

const columns: [head: string, of: (run: Run) => number][] = [
  ['runs', ({ runs }) => runs],
  ['placed', ({ placed }) => placed],
  ['parked', ({ parked }) => parked],
  ['requests', ({ usage }) => usage.requests],
  ['read units', ({ usage }) => usage.readUnits],
  ['write units', ({ usage }) => usage.writeUnits + usage.indexWriteUnits],
  ['requests each', (run) => run.usage.requests / settled(run)],
  ['read units each', (run) => run.usage.readUnits / settled(run)],
];
const LEFT = 48;

export const heads = `${' '.repeat(LEFT)}${columns.map(([head]) => `  ${head}`).join('')}`;

export const line = (name: string, run: Run): string => {
  const cells = columns.map(([head, of]) => {
    const value = of(run);
    const text = Number.isFinite(value) ? (Number.isInteger(value) ? String(value) : value.toFixed(2)) : '—';
    return padStart(text, head.length + 2);
  });
  return `${padEnd(name, LEFT)}${cells.join('')}`;
};

const counted = ['requests', 'readUnits'] as const;

/** What one costs that was placed or parked, by the times of what it costs in another situation. */
const ratio = (what: (typeof counted)[number], run: Run, to: Run): number =>
  run.usage[what] / settled(run) / (to.usage[what] / settled(to));

/**
 * How many times what a placed appointment costs with the longest of these queues it costs with a shorter one. A run with
 * a short queue shares what it reads once among fewer, so flat is at most 1.
 */
export function growth(runs: ReadonlyMap<number, Run>): Record<string, number> {
  const longest = Math.max(...runs.keys());
  const last = runs.get(longest);
  return Object.fromEntries(
    [...runs].flatMap(([queued, run]) =>
      last === undefined || queued === longest
        ? []
        : counted.map((what) => [`${what}EachAt${longest}By${queued}`, ratio(what, last, run)]),
    ),
  );
}

/** How many times what one costs in the plain situation it costs in each of the others, by their short names. */
export const besides = (runs: ReadonlyMap<string, Run>, plain: Run): Record<string, number> =>
  Object.fromEntries(
    [...runs].flatMap(([name, run]) =>
      counted.map((what) => [`${what}Each${name}By10`, ratio(what, run, plain)]),
    ),
  );
