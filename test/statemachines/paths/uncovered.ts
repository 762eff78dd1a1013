import { describe, expect, test } from 'vitest';
import { key, seen } from '../coverage.ts';
import { allStates, type Placed } from '../definitions.ts';

const missing = (wanted: string[], have: Set<string>): string[] => wanted.filter((one) => !have.has(one));

/** Where a state can lead: its Next, each rule and the default of a Choice, each Catch. */
const ways = ({ machine, name, state }: Placed): string[] =>
  [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map(({ Next }) => Next),
    ...(state.Catch ?? []).map(({ Next }) => Next),
  ].flatMap((next) => (next === undefined ? [] : key(machine, name, next)));

describe('Given the histories of all executions above', () => {
  test('Then every state was entered', () => {
    const states = allStates.map(({ machine, name }) => key(machine, name));
    expect(missing(states, seen.states), 'states that no test enters').toEqual([]);
  });

  test('Then every rule and default of a Choice, every Catch and every Next was taken', () => {
    expect(missing(allStates.flatMap(ways), seen.steps), 'ways that no test takes').toEqual([]);
  });

  test('Then every Retry was used', () => {
    const retrying = allStates
      .filter(({ state }) => state.Retry)
      .map(({ machine, name }) => key(machine, name));
    expect(missing(retrying, seen.retries), 'states that no test makes try again').toEqual([]);
  });
});
