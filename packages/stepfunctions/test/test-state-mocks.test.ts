import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../src/language/types.ts';
import { Harness, INVOKE, ROLE } from './harness.ts';

// As recorded on AWS, 2025-11 to 2026-02: https://github.com/localstack/localstack, tests/aws/services/stepfunctions/v2/test_state

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.open();
});
afterAll(() => harness.close());

function test(state: object, more: Record<string, unknown> = {}): Promise<Record<string, Json>> {
  return harness.call('TestState', {
    definition: JSON.stringify({ QueryLanguage: 'JSONata', ...state }),
    roleArn: ROLE,
    inspectionLevel: 'DEBUG',
    ...more,
  });
}

const VALUES = '{"Values": ["first", "second", "third"]}';

/** A Map that only AWS would run: with a mock its iterations do not matter. */
const map = (more: object = {}): object => ({
  Type: 'Map',
  Items: '{% $states.input.Values %}',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'I',
    States: {
      I: { Type: 'Task', Resource: 'arn:aws:lambda:your-region:your-account-id:function:f', End: true },
    },
  },
  End: true,
  ...more,
});
const failures = (mapIterationFailureCount: number) => ({
  input: VALUES,
  stateConfiguration: { mapIterationFailureCount },
  mock: { result: '[0, 0, 1]' },
});
const EXCEEDED = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

describe('A mocked Map', () => {
  // Calls recorded on AWS, 2025-12.
  it('has no more failed iterations than mocked results', async () => {
    await expect(test(map(), failures(4))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Map iteration failure count must be less than or equal to the number of Map iterations',
    });
    expect(await test(map(), failures(3))).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('is there when failed iterations are counted', async () => {
    const { mock: _none, ...unmocked } = failures(0);
    await expect(test(map(), unmocked)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'TestState does not support MapIterationFailureCount when a mock is not specified.',
    });
  });

  it('is there for a Map of any kind', async () => {
    await expect(test(map())).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message:
        'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    });
  });

  it('goes by its mock when it says nothing of tolerance, and gives it back as it was written', async () => {
    expect(await test(map(), failures(2))).toEqual({
      output: '[0, 0, 1]',
      status: 'SUCCEEDED',
      inspectionData: { input: VALUES, maxConcurrency: 0 },
    });
  });

  it('fails beyond its tolerance, and is retried or caught', async () => {
    const tolerant = { ToleratedFailureCount: 1 };
    const names = [['MockException'], [EXCEEDED.error]];
    expect(await test(map(tolerant), failures(1))).toMatchObject({ status: 'SUCCEEDED' });
    const Retry = names.map((ErrorEquals) => ({ ErrorEquals, MaxAttempts: 2 }));
    expect(await test(map({ ...tolerant, Retry }), failures(2))).toEqual({
      ...EXCEEDED,
      status: 'RETRIABLE',
      inspectionData: {
        input: VALUES,
        maxConcurrency: 0,
        toleratedFailureCount: 1,
        errorDetails: { retryIndex: 1, retryBackoffIntervalSeconds: 1 },
      },
    });
    const Catch = names.map((ErrorEquals) => ({ ErrorEquals, Output: '{% $states %}', Next: 'H' }));
    const caught = await test(map({ ...tolerant, Catch }), failures(2));
    expect(caught).toMatchObject({
      ...EXCEEDED,
      status: 'CAUGHT_ERROR',
      inspectionData: { errorDetails: { catchIndex: 1 } },
    });
    const seen = JSON.parse(String(caught.output));
    expect(Object.keys(seen)).toEqual(['input', 'context', 'errorOutput']);
    expect(seen.errorOutput).toEqual({ Error: EXCEEDED.error, Cause: EXCEEDED.cause });
  });

  it('takes the items that a reader would read, and an object from a writer', async () => {
    const reading = { ItemReader: { Resource: 'arn:aws:states:::s3:getObject' }, Items: undefined };
    const data = { stateConfiguration: { mapItemReaderData: '[1, 2, 3]' } };
    expect(
      await test(map({ ...reading, MaxConcurrency: 1 }), { ...data, mock: { result: '[1, 4, 9]' } }),
    ).toEqual({
      output: '[1, 4, 9]',
      status: 'SUCCEEDED',
      inspectionData: { input: '{}', maxConcurrency: 1 },
    });
    const writing = map({ ResultWriter: { Resource: 'arn:aws:states:::s3:putObject' } });
    await expect(test(writing, failures(0))).rejects.toMatchObject({
      message: 'Mocked result must be a JSON object.',
    });
  });
});

const task = (resource: string): object => ({ Type: 'Task', Resource: resource, Arguments: {}, End: true });

it('names the retrier that has no attempts left', async () => {
  const retried = {
    ...task(INVOKE),
    Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 5, BackoffRate: 2 }],
  };
  const after = (retrierRetryCount: number) =>
    test(retried, { mock: { errorOutput: { error: 'Busy' } }, stateConfiguration: { retrierRetryCount } });
  expect(await after(4)).toMatchObject({
    status: 'RETRIABLE',
    inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 16 } },
  });
  const failed = await after(5);
  expect(failed).toMatchObject({ status: 'FAILED' });
  expect(failed.inspectionData).toHaveProperty('errorDetails', { retryIndex: 0 });
});

const EVENTS = 'arn:aws-cn:states:::events:putEvents';
const START = 'arn:aws-cn:states:::states:startExecution';
const PUT = 'arn:aws-cn:states:::dynamodb:putItem';

describe('A mocked result', () => {
  it.each([
    [EVENTS, { Entries: 'no list' }, "Field 'Entries' must be an array"],
    [EVENTS, { Entries: [{ EventId: 'e' }, { EventId: ['e'] }] }, "Field 'EventId' must be a string"],
    [START, {}, "Required field 'ExecutionArn' is missing"],
    [START, { executionArn: 'a', startDate: 's' }, "Required field 'ExecutionArn' is missing"],
    [START, { ExecutionArn: 'a', StartDate: true }, "Field 'StartDate' must be a string"],
    [INVOKE, { StatusCode: '200' }, "Field 'StatusCode' must be a number"],
    [PUT, { ConsumedCapacity: { CapacityUnits: '123.45' } }, "Field 'CapacityUnits' must be a number"],
  ])('of %s is refused: %j', async (resource, result, problem) => {
    const mock = { result: JSON.stringify(result) };
    await expect(test(task(resource), { mock })).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Mock result schema validation error: ${problem}`,
    });
    const unchecked = { ...mock, fieldValidationMode: 'NONE' };
    expect(await test(task(resource), { mock: unchecked })).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('may have members that the API does not have, and lack some unless it is held to all', async () => {
    const mock = { result: '{"random":"json"}' };
    expect(await test(task(EVENTS), { mock })).toMatchObject({ output: '{"random":"json"}' });
    const present = { result: '{}', fieldValidationMode: 'PRESENT' };
    expect(await test(task(START), { mock: present })).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('must be JSON whatever the mode', async () => {
    const mock = { result: 'not JSON', fieldValidationMode: 'NONE' };
    await expect(test(task(INVOKE), { mock })).rejects.toMatchObject({
      message: 'Mocked result must be valid JSON',
    });
  });
});

describe('The context object of a test', () => {
  const whole = { Type: 'Pass', Output: '{% $states.context %}', End: true };

  it('is the one that was brought along, whole, and else that of an express execution', async () => {
    for (const context of ['{}', '{"Execution":{},"State":{},"StateMachine":{}}'])
      expect(await test(whole, { context })).toMatchObject({ output: context });
    const given = JSON.parse(String((await test(whole)).output));
    expect(Object.keys(given.Execution)).toEqual(['Id', 'Input', 'Name', 'RoleArn', 'StartTime']);
    expect(given.Execution.Id).toBe(
      `arn:aws-cn:states:cn-northwest-1:000000000000:express:${given.StateMachine.Name}:${given.Execution.Name}`,
    );
    expect(given.State.Name).toBe('StateName');
  });

  it.each([
    ['{"Execution":{"Id":1}}', 'Execution.Id must be a string'],
    ['{"Execution":{"pokemon":"squirtle"}}', "Field 'pokemon' is not allowed"],
    ['{"Pokedex":{}}', "Field 'Pokedex' is not allowed"],
    ['{"Map":{}}', "'Map' field is not supported when mocking a Context object"],
    [
      '{"Task":{"Token":"t"}}',
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    ],
  ])('is refused: %s', async (context, problem) => {
    await expect(test(whole, { context })).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Invalid Context object provided: ${problem}`,
    });
  });
});

it('says that a state is not there, or of no type', async () => {
  const machine = { StartAt: 'A', States: { A: { Type: 'Nothing', End: true } } };
  await expect(test(machine, { stateName: 'B' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'State not found in definition',
  });
  await expect(test(machine, { stateName: 'A' })).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message:
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type'",
  });
});
