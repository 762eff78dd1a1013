import { dollars, nothing, plus, type Usage } from '#bench/aws/prices.ts';
import { padEnd, padStart } from '#local/columns.ts';
import type { Line } from './meter.ts';

type Column = [head: string, of: (usage: Usage) => number, digits: number];

const columns: Column[] = [
  ['transitions', ({ transitions }) => transitions, 0],
  ['requests', ({ requests }) => requests, 0],
  ['WRU', ({ writeUnits }) => writeUnits, 0],
  ['WRU idx', ({ indexWriteUnits }) => indexWriteUnits, 0],
  ['RRU', ({ readUnits }) => readUnits, 1],
  ['invocations', ({ invocations }) => invocations, 0],
  ['GB-s', ({ gigabyteSeconds }) => gigabyteSeconds, 2],
  ['HTTP', ({ httpRequests }) => httpRequests, 0],
  ['log B', ({ logBytes }) => logBytes, 0],
  ['$ per 1,000', (usage) => dollars(usage).total * 1000, 4],
];

export const sumOf = (lines: readonly Line[]): Usage =>
  lines.reduce((sum, { usage }) => plus(sum, usage), nothing());

const cells = (usage: Usage): string =>
  columns
    .map(([head, of, digits]) => {
      const value = of(usage);
      return padStart(value === 0 ? '·' : value.toFixed(digits), head.length + 2);
    })
    .join('');

const LEFT = 18;
const heads = `${padEnd('step', LEFT)}${padEnd('who', LEFT)}${columns.map(([head]) => `  ${head}`).join('')}`;

/** A lifecycle as a table: who used what in each step, each step and the whole, and where the money goes. */
export function table(lines: readonly Line[]): string {
  const steps = [...new Set(lines.map(({ step }) => step))];
  const rows = steps.flatMap((step) => {
    const own = lines.filter((line) => line.step === step);
    const each = own.map(({ who, usage }) => `${' '.repeat(LEFT)}${padEnd(who, LEFT)}${cells(usage)}`);
    return [`${padEnd(step, LEFT * 2)}${cells(sumOf(own))}`, ...each];
  });
  const sum = sumOf(lines);
  const { of } = dollars(sum);
  const shares = Object.entries(of).filter(([, cost]) => cost > 0);
  const where = shares.map(([kind, cost]) => `${kind} ${(cost * 1000).toFixed(4)}`).join(', ');
  return [
    heads,
    ...rows,
    `${padEnd('whole lifecycle', LEFT * 2)}${cells(sum)}`,
    `$ per 1,000 by kind: ${where}`,
  ].join('\n');
}
