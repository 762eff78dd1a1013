import { readFileSync } from 'node:fs';

/** What a figure may be. */
type Bound = { atLeast?: number; atMost?: number };
/** The bounds of some figures, by their names. A figure without one is printed all the same. */
export type Bounds = Readonly<Record<string, Bound>>;

type Budgets = {
  cost: Readonly<Record<string, Bounds>>;
  lifecycles: Bounds;
  dispatch: Bounds;
  housekeeping: Bounds;
};

export const budgets = JSON.parse(
  readFileSync(new URL('./budgets.json', import.meta.url), 'utf8'),
) as Budgets;

/** Whether each figure keeps its bound, and the figures as lines. */
export function judge(
  figures: Readonly<Record<string, number>>,
  bounds: Bounds,
): { kept: boolean; lines: string[] } {
  const unknown = Object.keys(bounds).find((name) => figures[name] === undefined);
  if (unknown) throw new RangeError(`There is a budget for ${unknown}, and no such figure.`);
  const judged = Object.entries(figures).map(([name, value]) => {
    const { atLeast = -Infinity, atMost = Infinity } = bounds[name] ?? {};
    return { name, value, bound: bounds[name], good: value >= atLeast && value <= atMost };
  });
  return {
    kept: judged.every(({ good }) => good),
    lines: judged.map(({ name, value, bound, good }) =>
      `${name.padEnd(38)}${figure(value).padStart(10)}   ${inWords(bound).padEnd(14)}${good ? '' : ' MISSED'}`.trimEnd(),
    ),
  };
}

const figure = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(3));

const inWords = ({ atLeast, atMost }: Bound = {}): string =>
  atLeast !== undefined ? `at least ${atLeast}` : atMost !== undefined ? `at most ${atMost}` : '';
