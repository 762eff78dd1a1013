import type { Usage } from '#bench/aws/prices.ts';
import { padEnd, padStart } from '#local/columns.ts';

/** One run of the dispatcher: how many it placed, and what it used for that. */
export type Run = {
  placed: number;
  usage: Pick<Usage, 'requests' | 'readUnits' | 'writeUnits' | 'indexWriteUnits'>;
};

const columns: [head: string, of: (run: Run) => number][] = [
  ['placed', ({ placed }) => placed],
  ['requests', ({ usage }) => usage.requests],
  ['read units', ({ usage }) => usage.readUnits],
  ['write units', ({ usage }) => usage.writeUnits + usage.indexWriteUnits],
  ['requests each', ({ placed, usage }) => usage.requests / placed],
  ['read units each', ({ placed, usage }) => usage.readUnits / placed],
];
const LEFT = 36;

export const heads = `${' '.repeat(LEFT)}${columns.map(([head]) => `  ${head}`).join('')}`;

export const line = (name: string, run: Run): string => {
  const cells = columns.map(([head, of]) => {
    const value = of(run);
    const text = Number.isFinite(value) ? (Number.isInteger(value) ? String(value) : value.toFixed(2)) : '—';
    return padStart(text, head.length + 2);
  });
  return `${padEnd(name, LEFT)}${cells.join('')}`;
};

/**
 * How many times what a placed appointment costs with the longest of these queues it costs with a shorter one. A run with
 * a short queue shares what it reads once among fewer, so flat is at most 1.
 */
export function growth(runs: ReadonlyMap<number, Run>): Record<string, number> {
  const longest = Math.max(...runs.keys());
  const shorter = [...runs.keys()].filter((queued) => queued !== longest);
  return Object.fromEntries(
    shorter.flatMap((queued) =>
      (['requests', 'readUnits'] as const).map((what) => {
        const each = (length: number) =>
          (runs.get(length)?.usage[what] ?? NaN) / (runs.get(length)?.placed ?? NaN);
        return [`${what}EachAt${longest}By${queued}`, each(longest) / each(queued)];
      }),
    ),
  );
}
