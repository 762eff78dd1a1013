import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Json } from '../src/language/types.ts';
import { CALLBACK, FunctionError, Harness, INVOKE, ROLE } from './harness.ts';

// https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.open({
    echo: (payload) => payload,
    boom: () => {
      throw new FunctionError('Boom', 'it broke');
    },
  });
});
afterAll(() => harness.close());

/** Tests a state; outputs and inspected values are parsed. */
async function test(definition: object, more: Record<string, unknown> = {}): Promise<Record<string, Json>> {
  const text = JSON.stringify(
    'States' in definition ? definition : { QueryLanguage: 'JSONata', ...definition },
  );
  const answer = await harness.call<Record<string, Json>>('TestState', {
    definition: text,
    roleArn: ROLE,
    ...more,
  });
  return typeof answer.output === 'string' ? { ...answer, output: JSON.parse(answer.output) } : answer;
}

const task = (more: object = {}): object => ({
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName: 'echo', Payload: { n: '{% $states.input.n %}' } },
  Output: '{% $states.result.Payload %}',
  Next: 'After',
  ...more,
});

it('runs one state and says where it leads', async () => {
  expect(
    await test(
      { Type: 'Pass', Output: '{% $states.input.a + $x %}', Next: 'B' },
      { input: '{"a":1}', variables: '{"x":2}' },
    ),
  ).toEqual({
    output: 3,
    nextState: 'B',
    status: 'SUCCEEDED',
  });
  expect(await test({ Type: 'Pass', End: true })).toEqual({ output: {}, status: 'SUCCEEDED' });
  expect(await test({ Type: 'Wait', Seconds: 5, Next: 'B' })).toMatchObject({
    nextState: 'B',
    status: 'SUCCEEDED',
  });
  expect(await test({ Type: 'Fail', Error: 'SomeFailure', Cause: 'why' })).toEqual({
    error: 'SomeFailure',
    cause: 'why',
    status: 'FAILED',
  });
  const choice = {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input.v > 20 %}', Next: 'Big' }],
    Default: 'Small',
  };
  expect(await test(choice, { input: '{"v":22}' })).toMatchObject({ nextState: 'Big' });
});

it('really calls the integration when nothing is mocked', async () => {
  expect(await test(task(), { input: '{"n":4}' })).toEqual({
    output: { n: 4 },
    nextState: 'After',
    status: 'SUCCEEDED',
  });
});

it('takes a mocked result in its place, and shows the way through the state', async () => {
  const before = harness.calls.length;
  const answer = await test(task({ Assign: { kept: '{% $states.result.Payload %}' } }), {
    input: '{"n":4}',
    mock: { result: '{"Payload":"mocked"}' },
    inspectionLevel: 'DEBUG',
  });
  expect(harness.calls).toHaveLength(before);
  expect(answer).toEqual({
    output: 'mocked',
    nextState: 'After',
    status: 'SUCCEEDED',
    inspectionData: {
      input: '{"n":4}',
      afterArguments: '{"FunctionName":"echo","Payload":{"n":4}}',
      result: '{"Payload":"mocked"}',
      variables: '{"kept":"mocked"}',
    },
  });
});

it('retries, catches or fails with a mocked error', async () => {
  const handled = task({
    Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 2 }],
    Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'Handler' }],
  });
  const mock = (error: string) => ({ errorOutput: { error, cause: 'mocked' } });
  const answer = (error: string, retrierRetryCount: number) =>
    test(handled, {
      input: '{"n":1}',
      mock: mock(error),
      inspectionLevel: 'TRACE',
      stateConfiguration: { retrierRetryCount },
    });
  expect(await answer('Busy', 1)).toMatchObject({
    status: 'RETRIABLE',
    error: 'Busy',
    cause: 'mocked',
    inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 6 } },
  });
  expect(await answer('Busy', 2)).toMatchObject({
    status: 'CAUGHT_ERROR',
    output: 'Busy',
    nextState: 'Handler',
    inspectionData: { errorDetails: { catchIndex: 0 } },
  });
  expect(await test(task(), { input: '{"n":1}', mock: mock('Other') })).toEqual({
    status: 'FAILED',
    error: 'Other',
    cause: 'mocked',
  });
});

it('fails with what an expression fails with', async () => {
  expect(await test({ Type: 'Pass', Output: '{% $states.input.missing %}', End: true })).toMatchObject({
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
  });
});

it('tests callbacks, Map and Parallel with a mock', async () => {
  const callback = task({ Resource: CALLBACK, Output: '{% $states.result %}' });
  expect(await test(callback, { input: '{"n":1}', mock: { result: '"approved"' } })).toMatchObject({
    output: 'approved',
  });
  const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
  const map = {
    Type: 'Map',
    Items: '{% $states.input.l %}',
    ItemSelector: { v: '{% $states.context.Map.Item.Value %}' },
    ItemProcessor: inner,
    ToleratedFailureCount: 1,
    Next: 'B',
  };
  const mocked = await test(map, {
    input: '{"l":[1,2]}',
    mock: { result: '[5,6]' },
    inspectionLevel: 'DEBUG',
  });
  expect(mocked).toEqual({
    output: [5, 6],
    nextState: 'B',
    status: 'SUCCEEDED',
    inspectionData: {
      input: '{"l":[1,2]}',
      afterItemSelector: '[{"v":1},{"v":2}]',
      maxConcurrency: 0,
      toleratedFailureCount: 1,
    },
  });
  const failing = {
    input: '{"l":[1,2,3]}',
    mock: { result: '[5,6,7]' },
    stateConfiguration: { mapIterationFailureCount: 2 },
  };
  expect(await test(map, failing)).toEqual({
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  });
  const parallel = { Type: 'Parallel', Branches: [inner], End: true };
  expect(await test(parallel, { mock: { result: '["x"]' } })).toEqual({ output: ['x'], status: 'SUCCEEDED' });
});

// Calls recorded on AWS, 2026-02.
it('shows nothing but the input of a mocked Parallel', async () => {
  const state = {
    Type: 'Parallel',
    Arguments: '{% $states.input.a %}',
    Branches: [inner],
    Output: '{% $states.result %}',
    End: true,
  };
  const mock = { result: '["x"]' };
  expect(await test(state, { input: '{"a":1}', mock, inspectionLevel: 'DEBUG' })).toEqual({
    output: ['x'],
    status: 'SUCCEEDED',
    inspectionData: { input: '{"a":1}' },
  });
});

it('has a context of its own: the state is StateName, and a role that is not given is null', async () => {
  const States = { A: { Type: 'Succeed', Output: '{% $states.context %}' } };
  const machine = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States });
  const { output = '' } = await harness.call<{ output?: string }>('TestState', {
    definition: machine,
    stateName: 'A',
  });
  expect(JSON.parse(output)).toMatchObject({ Execution: { RoleArn: null }, State: { Name: 'StateName' } });
});

it('finds a state of a whole machine by its name, and takes a context', async () => {
  const machine = {
    QueryLanguage: 'JSONata',
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        End: true,
        Branches: [
          {
            StartAt: 'Q',
            States: { Q: { Type: 'Pass', Output: '{% $states.context.Execution.Name %}', End: true } },
          },
        ],
      },
    },
  };
  const context = JSON.stringify({ Execution: { Name: 'given' } });
  expect(await test(machine, { stateName: 'Q', context })).toEqual({ output: 'given', status: 'SUCCEEDED' });
});

const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };

it.each([
  [
    'a mock for a Pass',
    { Type: 'Pass', End: true },
    { mock: { result: '1' } },
    "State type 'Pass' is not supported when a mock is specified",
  ],
  [
    'a result and an error',
    task(),
    { mock: { result: '1', errorOutput: {} } },
    'A test mock should have only one of the following fields: [result, errorOutput].',
  ],
  [
    'secrets with a mock',
    task(),
    { mock: { result: '1' }, revealSecrets: true },
    'TestState does not support RevealSecrets when a mock is specified.',
  ],
  [
    'a Map without a mock',
    { Type: 'Map', ItemProcessor: inner, End: true },
    {},
    'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
  ],
  [
    'a Map’s result that is no array',
    { Type: 'Map', ItemProcessor: inner, End: true },
    { mock: { result: '1' } },
    'Mocked result must be an array.',
  ],
  [
    'too few results of branches',
    { Type: 'Parallel', Branches: [inner], End: true },
    { mock: { result: '[]' } },
    'Mocked result must contain the same number of items as number of Parallel branches.',
  ],
])('refuses %s', async (_what, state, more, message) => {
  await expect(test(state, more)).rejects.toMatchObject({ message });
});

it('refuses a state that is not in JSONata, and one that AWS would refuse', async () => {
  const written = (definition: string) => harness.call('TestState', { definition, roleArn: ROLE });
  await expect(written('{"Type":"Pass","Parameters":{},"End":true}')).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message: expect.stringContaining('JSONata query language only'),
  });
  await expect(written('{"Type":"Pass","Output":1,"End":true}')).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message: expect.stringContaining(
      "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
    ),
  });
  await expect(test({ Type: 'Pass', Output: '{% phone %}', End: true })).rejects.toMatchObject({
    message: expect.stringContaining("Reference to 'phone' at the top level is not supported."),
  });
});
