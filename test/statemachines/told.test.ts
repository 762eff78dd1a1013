import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refused } from '#domain/refused.ts';
import { MovableClock } from '#local/clock.ts';
import { ACCOUNT, REGION, roleArn } from '#local/names.ts';
import { openStepFunctions, type StepFunctions } from '#stepfunctions';
import { allAnsweredErrors, answeredErrors } from './answers.ts';
import {
  allStates,
  callOf,
  deployed,
  isCall,
  isWait,
  machineNames,
  type Placed,
  title,
} from './definitions.ts';
import { startInput } from './fake-functions.ts';

/** Each state alone, by the call with which AWS tests one: what would it do, told this error? */
let engine: StepFunctions;
beforeAll(async () => {
  engine = await openStepFunctions({
    database: ':memory:',
    clock: new MovableClock({ flowing: false }),
    region: REGION,
    accountId: ACCOUNT,
    invokeFunction: async () => {
      throw new Error('Nothing is called: the answer is given.');
    },
  });
});
afterAll(() => engine.close());

const PASSING = ['Lambda.ServiceException', 'VersionConflict', 'States.QueryEvaluationError'];
const FINAL = [new Refused('Cancelled', '').name, ...allAnsweredErrors];

type Tested = { status: string; nextState?: string; error?: string };

async function told({ machine, name, state }: Placed, error: string, attempts = 0): Promise<Tested> {
  const context = {
    Execution: { Name: 'A-1-r1', Input: startInput({}, 0) },
    ...(state.Resource?.endsWith('.waitForTaskToken') ? { Task: { Token: 'token' } } : {}),
  };
  return (await engine.handle('TestState', {
    definition: deployed(machine),
    stateName: name,
    roleArn: roleArn(machine),
    input: '{}',
    variables: JSON.stringify({ round: 1, failure: { Error: 'Refused' } }),
    context: JSON.stringify(context),
    mock: { errorOutput: { error, cause: 'as the test wants it' } },
    stateConfiguration: { retrierRetryCount: attempts },
  })) as Tested;
}

/** Where the definition says that an error leads: by its name, or with the rest. */
const wayOf = ({ state }: Placed, error: string): string | undefined =>
  [error, 'States.ALL']
    .map((name) => state.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes(name))?.Next)
    .find((next) => next !== undefined);

const titled = (states: Placed[]) => states.map((placed) => ({ ...placed, title: title(placed) }));

describe.each(machineNames)('Given the definition of %s as it is deployed', (machine) => {
  test('Then ValidateStateMachineDefinition finds nothing in it', async () => {
    const definition = deployed(machine);
    expect(
      await engine.handle('ValidateStateMachineDefinition', { definition, severity: 'WARNING' }),
    ).toEqual({ result: 'OK', diagnostics: [], truncated: false });
  });
});

describe.each(titled(allStates.filter(isCall)))('Given the call of $title', (placed) => {
  test.each(FINAL)(
    'When it is told %s, then it is not tried again and goes where its Catch says',
    async (error) => {
      const { status, nextState } = await told(placed, error);
      const way = wayOf(placed, error);
      expect({ status, nextState }).toEqual(
        way === undefined ? { status: 'FAILED', nextState } : { status: 'CAUGHT_ERROR', nextState: way },
      );
    },
  );

  test.each(PASSING)('When it meets %s, then it is tried five times more', async (error) => {
    expect((await told(placed, error, 4)).status).toBe('RETRIABLE');
    expect((await told(placed, error, 5)).status).toBe(
      wayOf(placed, error) === undefined ? 'FAILED' : 'CAUGHT_ERROR',
    );
  });
});

describe.each(titled(allStates.filter(isWait)))('Given the wait $title', (placed) => {
  test('Then it has a way of its own for each error that it may be answered with, and for no other', () => {
    const named = (placed.state.Catch ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
    const own = named.filter((name) => !name.startsWith('States.'));
    expect(own.toSorted()).toEqual(answeredErrors(callOf(placed)).toSorted());
  });
});

describe('Given the errors that answers are made of', () => {
  test('Then none looks like one of Step Functions’ own, and there are some', () => {
    // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html: “States.” is reserved.
    expect(allAnsweredErrors.length).toBeGreaterThan(0);
    for (const name of allAnsweredErrors) expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
  });
});
