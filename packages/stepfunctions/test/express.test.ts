import { afterAll, beforeAll, expect, it } from 'vitest';
import { CALLBACK, Harness, ROLE } from './harness.ts';

// Express workflows are not run; what they may not contain is said all the same, as recorded on AWS, 2024-11.

const SYNC = 'arn:aws-cn:states:::states:startExecution.sync:2';
let harness: Harness;
beforeAll(async () => {
  harness = await Harness.open();
});
afterAll(() => harness.close());

const definition = (Resource: string): string =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'T',
    States: { T: { Type: 'Task', Resource, Arguments: {}, End: true } },
  });
const validate = (Resource: string, type?: string) =>
  harness.call('ValidateStateMachineDefinition', {
    definition: definition(Resource),
    ...(type ? { type } : {}),
  });
const create = (Resource: string) =>
  harness.call('CreateStateMachine', {
    name: 'express',
    definition: definition(Resource),
    roleArn: ROLE,
    type: 'EXPRESS',
  });

it.each([
  [CALLBACK, "Express state machine does not support '.waitForTaskToken' service integration "],
  [SYNC, "Express state machine does not support '.sync' service integration"],
])('%s is refused in an express workflow', async (Resource, message) => {
  const location = '/States/T/Resource';
  expect(await validate(Resource, 'EXPRESS')).toEqual({
    result: 'FAIL',
    diagnostics: [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message, location }],
    truncated: false,
  });
  expect(await validate(Resource)).toMatchObject({ result: 'OK' });
  await expect(create(Resource)).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message: `Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: ${message} at ${location}'`,
  });
});

it('what an express workflow may contain is accepted, and then not run', async () => {
  const Resource = 'arn:aws-cn:states:::lambda:invoke';
  expect(await validate(Resource, 'EXPRESS')).toMatchObject({ result: 'OK' });
  await expect(create(Resource)).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
});

it('a type that there is not is refused', async () => {
  await expect(validate(CALLBACK, 'SLOW')).rejects.toMatchObject({ name: 'ValidationException' });
});
