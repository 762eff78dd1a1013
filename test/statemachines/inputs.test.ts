import { describe, expect, test } from 'vitest';
import { StartInput } from '#contract/delivery.ts';
import type { MachineName } from '#contract/index.ts';
import { machines } from '#contract/index.ts';
import { Limits } from '#domain/appointments/limits.ts';
import { allStates, isChild, machineNames, type Placed, parentOf, texts, title } from './definitions.ts';

/** Links parent and child: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html */
const LINK = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID';

const startsOf = (child: MachineName): Placed[] =>
  allStates.filter(({ machine, state }) => {
    const [, name = ''] = /^\$\{(\w+)\}$/.exec(state.Arguments?.StateMachineArn ?? '') ?? [];
    const target = machines[machine].substitutions[name];
    return typeof target === 'object' && 'machine' in target && target.machine === child;
  });

/** What expressions of a machine read of the input of their execution: `appointmentId`, `limits.stepSeconds`. */
const readIn = (machine: MachineName): string[] => [
  ...new Set(
    allStates
      .filter((placed) => placed.machine === machine)
      .flatMap(({ state: { Branches: _, ...state } }) => texts(state))
      .flatMap((text) => [...text.matchAll(/\$states\.context\.Execution\.Input\.([\w.]+)/g)])
      .map(([, path = '']) => path),
  ),
];

const first = (path: string): string => path.split('.')[0] ?? '';

describe.each(machineNames)('Given what the execution of %s is started with', (machine) => {
  const given =
    parentOf(machine) === undefined
      ? [Object.keys(StartInput.shape)]
      : startsOf(machine).map(({ state }) => Object.keys(state.Arguments?.Input ?? {}));
  const read = readIn(machine);

  test('Then all that it reads of it is there, wherever it is started', () => {
    expect(given.length).toBeGreaterThan(0);
    for (const names of given) expect(read.map(first).filter((name) => !names.includes(name))).toEqual([]);
    const limits = read.flatMap((path) => /^limits\.(\w+)$/.exec(path)?.[1] ?? []);
    expect(limits.filter((name) => !(name in Limits.shape))).toEqual([]);
  });

  test('Then a child is given nothing that it does not read', () => {
    for (const names of parentOf(machine) === undefined ? [] : given)
      expect(names.filter((name) => name !== LINK && !read.map(first).includes(name))).toEqual([]);
  });

  test('Then nothing is passed on from state to state that stands there for all of them', () => {
    const carried = allStates
      .filter((placed) => placed.machine === machine)
      .flatMap(({ state }) => [state, ...(state.Catch ?? [])])
      .flatMap(({ Assign = {} }) => Object.keys(Assign));
    expect(carried.filter((name) => name in StartInput.shape)).toEqual([]);
  });
});

describe.each(allStates.filter(isChild).map((placed) => ({ ...placed, title: title(placed) })))(
  'Given the start of a child in $title',
  ({ state }) => {
    test('Then it has the name of this execution, and knows who started it', () => {
      // A second start of the same name with the same input is the first: whatever makes them differ starts none.
      expect(state.Arguments?.Name).toBe('{% $states.context.Execution.Name %}');
      expect(state.Arguments?.Input?.[LINK]).toBe('{% $states.context.Execution.Id %}');
    });

    test('Then nothing that it is given would be another thing at the next attempt', () => {
      const given = texts(state.Arguments);
      expect(
        given.filter((text) => /\$(millis|now|random|uuid)\(|State\.|\.Task\.|RedriveCount/.test(text)),
      ).toEqual([]);
    });
  },
);

describe('Given the limits', () => {
  test('Then each bounds a wait', () => {
    const read = machineNames.flatMap(readIn);
    expect(Object.keys(Limits.shape).filter((name) => !read.includes(`limits.${name}`))).toEqual([]);
  });
});
