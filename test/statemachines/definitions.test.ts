import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import { machines } from '#contract/index.ts';
import { problems } from '#contract/problems.ts';
import { failureOf } from '#domain/appointments/failure.ts';
import { Refused } from '#domain/refused.ts';
import { stepDefinition, TaskStep } from '#domain/tasks/steps.ts';
import { defectsOf, readDefinition } from '#infra/definitions.ts';
import { allAnsweredErrors } from './answers.ts';
import {
  allStates,
  definition,
  isCall,
  isChild,
  isWait,
  machineNames,
  type Placed,
  parentOf,
  texts,
  title,
  waysOf,
} from './definitions.ts';

const titled = (states: Placed[]) => states.map((placed) => ({ ...placed, title: title(placed) }));
const tasks = titled(allStates.filter(({ state }) => state.Type === 'Task'));
const RELEASE = 'Release what was taken';
const DAY = 86_400;

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
    const ending = new Set(states.filter((placed) => waysOf(placed).length === 0).map(({ name }) => name));
    for (const _ of states)
      for (const placed of states) {
        if (reached.has(placed.name)) for (const next of waysOf(placed)) reached.add(next);
        if (waysOf(placed).some((next) => ending.has(next))) ending.add(placed.name);
      }
    const names = states.map(({ name }) => name);
    expect(names.filter((name) => !reached.has(name))).toEqual([]);
    expect(names.filter((name) => !ending.has(name))).toEqual([]);
  });

  test('Then it cannot last for ever, and outlives what it waits for, so that it is there to release', () => {
    const { TimeoutSeconds } = definition(machine);
    expect(TimeoutSeconds).toBeLessThan(31_536_000);
    for (const child of allStates.filter((placed) => placed.machine === machine && isChild(placed)))
      expect(child.state.TimeoutSeconds).toBeLessThan(TimeoutSeconds - 2 * DAY);
  });
});

describe('Given the names of all states', () => {
  test('Then each is a sentence that Step Functions and its metrics take', () => {
    // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    for (const { name } of allStates) {
      expect(name).toMatch(/^[A-Z][a-z']*( [a-z']+)+$/);
      expect(name.length).toBeLessThanOrEqual(80);
    }
  });

  test('Then none stands for two states', () => {
    expect(new Set(allStates.map(({ name }) => name)).size).toBe(allStates.length);
  });
});

describe('Given the comments', () => {
  test('Then each state has one, which begins with the term of the trade, and none says what another says', () => {
    const comments = allStates.map(({ state }) => state.Comment ?? '');
    for (const comment of comments) expect(comment).toMatch(/^\p{Script=Han}+(、\p{Script=Han}+)*/u);
    expect(new Set(comments).size).toBe(comments.length);
  });

  test('Then each time-out beyond a day has one that says how many days it is and why', () => {
    const long = [...machineNames.map(definition), ...allStates.map(({ state }) => state)].flatMap(
      ({ TimeoutSeconds, Comment }) =>
        typeof TimeoutSeconds === 'number' && TimeoutSeconds > DAY
          ? [{ Comment, days: TimeoutSeconds / DAY }]
          : [],
    );
    expect(long.length).toBeGreaterThan(0);
    for (const { Comment, days } of long) expect(Comment).toMatch(new RegExp(`\\b${days} days\\b.{10,}`));
  });
});

describe.each(machineNames)('Given the states of %s from top to bottom', (machine) => {
  test('Then each but the first is led to by one above it', () => {
    const states = allStates.filter((placed) => placed.machine === machine);
    states.forEach((placed, index) => {
      const { name, among, inside } = placed;
      const above = states.slice(0, index);
      const led = above.some((other) => other.inside === inside && waysOf(other).includes(name));
      expect(led, name).toBe(among.StartAt !== name);
    });
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
    for (const { MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2, ...rest } of state.Retry ?? []) {
      expect(MaxAttempts).toBeLessThanOrEqual(5);
      expect(BackoffRate).toBeGreaterThan(1);
      expect(IntervalSeconds * BackoffRate ** (MaxAttempts - 1)).toBeLessThanOrEqual(60);
      if (MaxAttempts > 0) expect(rest.JitterStrategy).toBe('FULL');
    }
  });

  test('Then it says no output that it would have without saying so', () => {
    expect(state.Output).not.toBe('{% $states.result %}');
  });

  test('Then where it went is to be seen: each of its ways leads to another place', () => {
    expect(new Set(waysOf(placed)).size).toBe(waysOf(placed).length);
  });
});

const KINDS: [string, (placed: Placed) => boolean][] = [
  ['calls of functions', isCall],
  ['starts of children', isChild],
];

describe.each(KINDS)('Given the %s', (_, isOne) => {
  const blocks = allStates.filter(isOne).map(({ state }) => state.Retry ?? []);

  test('Then all are tried again in the same way', () => {
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) expect(block).toEqual(blocks[0]);
  });

  test('Then no refusal is named: a new one cannot be forgotten', () => {
    const named = blocks.flat().flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(named.filter((name) => name in problems)).toEqual([]);
  });
});

describe.each(titled(allStates.filter(isCall)))('Given the call of a function in $title', ({ state }) => {
  test('Then what passes is tried again, and what stays as it is not', () => {
    // The first that names an error decides: what is final has to stand above what takes them all.
    const [final, passing, ...more] = state.Retry ?? [];
    expect(final).toEqual({ ErrorEquals: expect.any(Array), MaxAttempts: 0 });
    expect(final?.ErrorEquals.toSorted()).toEqual(
      [new Refused('NotFound', '').name, ...allAnsweredErrors, 'States.Timeout'].toSorted(),
    );
    expect(passing?.ErrorEquals).toEqual(['States.ALL']);
    expect(more).toEqual([]);
  });
});

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

describe('Given the steps at which a person decides', () => {
  type Asked = { FunctionName?: string; Payload?: { step: TaskStep; escalate?: boolean } };
  const payloads = allStates.flatMap(({ state }) => {
    const { FunctionName: called, Payload } = (state.Arguments ?? {}) as Asked;
    return called?.includes('OpenTaskFunctionArn') && Payload ? [Payload] : [];
  });
  const asked = payloads.map(({ step }) => step);

  test('Then the machines ask for each that the table of steps has, and for no other', () => {
    expect([...new Set(asked)].sort()).toEqual([...TaskStep.options].sort());
  });

  test('Then they escalate those that the table says machines escalate, and leave the others alone', () => {
    const escalated = payloads.filter(({ escalate }) => escalate).map(({ step }) => step);
    const byMachine = TaskStep.options.filter((step) => stepDefinition(step).escalatedBy === 'machine');
    expect(escalated).toEqual(byMachine);
  });
});
