import { describe, expect, test } from 'vitest';
import { key, seen } from '../coverage.ts';
import { allStates, type Placed, title, waysOf } from '../definitions.ts';

const missing = (wanted: string[], have: Set<string>): string[] => wanted.filter((one) => !have.has(one));

const choices = allStates.filter(({ state }) => state.Type === 'Choice');

/** From where a state is entered: from others, and at the start. */
const entrances = ({ machine, name, among }: Placed): string[] => [
  ...allStates
    .filter((other) => other.machine === machine && waysOf(other).includes(name))
    .map((other) => other.name),
  ...(among.StartAt === name ? ['null'] : []),
];

describe('Given the histories of all executions above', () => {
  test('Then every state was entered', () => {
    const states = allStates.map(({ machine, name }) => key(machine, name));
    expect(missing(states, seen.states), 'states that no test enters').toEqual([]);
  });

  test('Then every rule and default of a Choice, every Catch and every Next was taken', () => {
    const ways = allStates.flatMap((placed) =>
      waysOf(placed).map((next) => key(placed.machine, placed.name, next)),
    );
    expect(missing(ways, seen.steps), 'ways that no test takes').toEqual([]);
  });

  test.each(choices.map((placed) => ({ ...placed, title: title(placed) })))(
    'Then $title decides something wherever it is entered from: nobody pays for a question with one answer',
    (placed) => {
      for (const from of entrances(placed)) {
        const outcomes = seen.outcomes.get(key(placed.machine, from, placed.name)) ?? new Set();
        expect(outcomes.size, `entered from ${from} it leads to ${[...outcomes]}`).toBeGreaterThan(1);
      }
    },
  );

  test('Then every Retry was used', () => {
    const retrying = allStates
      .filter(({ state }) => state.Retry)
      .map(({ machine, name }) => key(machine, name));
    expect(missing(retrying, seen.retries), 'states that no test makes try again').toEqual([]);
  });
});
