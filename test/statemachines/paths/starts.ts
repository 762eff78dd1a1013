import { describe, expect, test } from 'vitest';
import { functionArn, machineArn } from '#local/names.ts';
import { throws, times } from '#test/statemachines/fake-functions.ts';
import { MachineHarness, played } from '#test/statemachines/harness.ts';
import { allStates, deployed, isChild, title } from '../definitions.ts';

/**
 * The appointment with its children played by a function, for the engine’s own start never fails: the names are those
 * under which AWS reports a start that was refused.
 */
function childrenAsFunction(): string {
  const arn = functionArn('dispatcher');
  return deployed('appointment')
    .replaceAll('states:startExecution.sync:2', 'lambda:invoke')
    .replaceAll(
      /"StateMachineArn": "[^"]+",\s*"Name": "[^"]+",\s*"Input"/g,
      `"FunctionName": "${arn}", "Payload"`,
    )
    .replaceAll('$states.result.Output', '$states.result.Payload');
}

const children = allStates.filter(isChild).map((placed) => ({ ...placed, title: title(placed) }));
const circumstances = ({ name }: { name: string }) =>
  ({ waiver: name === 'Verify the instruments' ? 'none' : 'decide' }) as const;
const stageWith = (on: ConstructorParameters<typeof MachineHarness>[0]) => {
  const harness = new MachineHarness(on);
  harness.before = async () => {
    await harness.call('UpdateStateMachine', {
      stateMachineArn: machineArn('appointment'),
      definition: childrenAsFunction(),
    });
  };
  return harness;
};

describe.each(children)('Given that $title cannot be started', (placed) => {
  test.each([
    'StepFunctions.ExecutionLimitExceeded',
    'StepFunctions.ExecutionLimitExceededException',
    'StepFunctions.AWSStepFunctionsException',
    'StepFunctions.SdkClientException',
  ])('When it is for %s, then it is tried again', async (error) => {
    const { appointment, fakes } = await played(
      stageWith({ ...circumstances(placed), turns: { dispatcher: times(4, throws(error)) } }),
    );
    expect(fakes.callsOf('dispatcher')).toHaveLength(placed.name === 'Verify the instruments' ? 5 : 6);
    expect(appointment.status).toBe('SUCCEEDED');
  });

  test('When a child that was started has failed, then it is not started a second time', async () => {
    const { appointment, fakes } = await played(
      stageWith({ ...circumstances(placed), turns: { dispatcher: [throws('States.TaskFailed')] } }),
    );
    expect(fakes.callsOf('dispatcher')).toHaveLength(placed.name === 'Verify the instruments' ? 1 : 2);
    expect(appointment.status).toBe('FAILED');
  });
});
