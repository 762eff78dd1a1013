import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import { machines } from '#contract/index.ts';
import { failureOf } from '#domain/appointments/failure.ts';
import { defectsOf, readDefinition } from '#infra/definitions.ts';
import {
  allStates,
  definition,
  isCall,
  isChild,
  isWait,
  machineNames,
  type Placed,
  parentOf,
  title,
} from './definitions.ts';

const titled = (states: Placed[]) => states.map((placed) => ({ ...placed, title: title(placed) }));
const tasks = titled(allStates.filter(({ state }) => state.Type === 'Task'));
const RELEASE = 'Release what was taken';

/** Every text of a value, wherever it stands. */
const texts = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(texts)
      : [];

const ways = ({ state }: Placed): string[] =>
  [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map(({ Next }) => Next),
    ...(state.Catch ?? []).map(({ Next }) => Next),
  ].filter((next) => next !== undefined);

const find = (machine: Placed['machine'], name: string | undefined): Placed | undefined =>
  allStates.find((placed) => placed.machine === machine && placed.name === name);

/** Whether an error that a state does not name leads to the release, by its own Catch or by the ones around it. */
function endsInRelease(placed: Placed): boolean {
  const rest = placed.state.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
  if (rest) return rest.Next === RELEASE;
  const around = find(placed.machine, placed.inside);
  if (around) return endsInRelease(around);
  const parent = parentOf(placed.machine);
  const starts = allStates.filter((other) => other.machine === parent && isChild(other));
  return starts.length > 0 && starts.every(endsInRelease);
}

describe.each(machineNames)('Given the definition of %s', (machine) => {
  test('Then Step Functions accepts it, and each of its placeholders stands for something', () => {
    expect(defectsOf(readDefinition(machine), machines[machine].substitutions)).toEqual([]);
  });

  test('Then each of its expressions is JSONata without $eval, and the whole of its text', () => {
    const expressions = texts(definition(machine)).filter((text) => text.includes('{%'));
    expect(expressions.length).toBeGreaterThan(0);
    for (const text of expressions) {
      expect(text).toMatch(/^\{% .* %\}$/);
      expect(text).not.toContain('$eval');
      expect(() => jsonata(text.slice(2, -2)), text).not.toThrow();
    }
  });

  test('Then every state can be reached, and from every state an end', () => {
    const states = allStates.filter((placed) => placed.machine === machine);
    const reached = new Set(
      states.filter(({ name, among }) => among.StartAt === name).map(({ name }) => name),
    );
    const ending = new Set(states.filter((placed) => ways(placed).length === 0).map(({ name }) => name));
    for (const _ of states)
      for (const placed of states) {
        if (reached.has(placed.name)) for (const next of ways(placed)) reached.add(next);
        if (ways(placed).some((next) => ending.has(next))) ending.add(placed.name);
      }
    const names = states.map(({ name }) => name);
    expect(names.filter((name) => !reached.has(name))).toEqual([]);
    expect(names.filter((name) => !ending.has(name))).toEqual([]);
  });

  test('Then it cannot last for ever, and outlives what it waits for, so that it is there to release', () => {
    const { TimeoutSeconds } = definition(machine);
    expect(TimeoutSeconds).toBeLessThan(31_536_000);
    for (const child of allStates.filter((placed) => placed.machine === machine && isChild(placed)))
      expect(child.state.TimeoutSeconds).toBeLessThan(TimeoutSeconds - 2 * 86_400);
  });
});

describe('Given the names of all states', () => {
  test('Then each is a sentence that Step Functions and its metrics take', () => {
    // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    for (const { name } of allStates) expect(name).toMatch(/^[A-Z][a-z' ]{1,79}$/);
  });
});

describe.each(tasks)('Given the task $title', (placed) => {
  const { state, name } = placed;

  test('Then an error that nobody foresaw leads to the release', () => {
    // The release has nothing behind it but the event that its execution ends with, and who listens to that.
    expect(endsInRelease(placed)).toBe(name !== RELEASE);
  });

  test('Then it is tried again, but not for ever', () => {
    expect(state.Retry?.length).toBeGreaterThan(0);
    for (const { MaxAttempts = 3, MaxDelaySeconds = 0 } of state.Retry ?? []) {
      expect(MaxAttempts).toBeLessThanOrEqual(5);
      expect(MaxDelaySeconds).toBeLessThanOrEqual(60);
    }
  });

  test('Then where it went is to be seen: each of its ways leads to another place', () => {
    expect(new Set(ways(placed)).size).toBe(ways(placed).length);
  });
});

describe.each(titled(allStates.filter(isCall)))(
  'Given the call of a function in $title',
  ({ state, name }) => {
    test('Then what passes is tried again, and what stays as it is not', () => {
      const [final, passing] = state.Retry ?? [];
      expect(final?.MaxAttempts).toBe(0);
      expect(final?.ErrorEquals).toEqual(
        name === RELEASE
          ? ['States.Timeout', 'NotFound']
          : expect.arrayContaining([
              'States.Timeout',
              'Cancelled',
              'Superseded',
              'NotFound',
              'IllegalTransition',
              'Rejected',
            ]),
      );
      expect(passing?.ErrorEquals).toEqual(['States.ALL']);
    });
  },
);

describe.each(titled(allStates.filter(isWait)))('Given the wait $title', ({ state }) => {
  test('Then it has a deadline from the limits, and a way out of its own when that has passed', () => {
    expect(state.TimeoutSeconds).toMatch(/limits\.\w+Seconds/);
    const out = state.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes('States.Timeout'));
    expect(out?.Next).not.toBe(RELEASE);
    expect(out).toBeDefined();
  });
});

describe('Given the failures that are nobody’s error', () => {
  test('Then each has a name, a sentence, and a reason in both languages for the enterprise', () => {
    const general = failureOf({ Error: 'something nobody has heard of' }).reason;
    const fails = allStates.filter(
      ({ state, machine }) => state.Type === 'Fail' && machine !== 'appointment',
    );
    expect(fails.length).toBeGreaterThan(0);
    for (const { state } of fails) {
      const { Error: error, Cause: cause } = state;
      expect(cause).toMatch(/^[A-Z].*\.$/);
      expect(failureOf({ ...(error ? { Error: error } : {}) }).reason).not.toEqual(general);
    }
  });
});
