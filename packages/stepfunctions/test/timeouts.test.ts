import { expect, it } from 'vitest';
import { conform, inState } from './conformance.ts';
import { CALLBACK, Harness, INVOKE } from './harness.ts';

const HANDLING = 'docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html';
const invoke = (name: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName: name, Payload: {} },
  ...more,
});

conform('Timeouts and heartbeats', { hold: () => null }, [
  {
    says: 'a task that waits longer than TimeoutSeconds is States.Timeout, without a cause',
    source: 'an execution recorded on AWS, 2024-03-10',
    machine: {
      StartAt: 'T',
      States: {
        T: { ...invoke('hold'), Resource: CALLBACK, TimeoutSeconds: '{% $states.input.after %}', End: true },
      },
    },
    input: { after: 5 },
    seconds: 5,
    error: 'States.Timeout',
    types: [
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskTimedOut',
      'ExecutionFailed',
    ],
    also: (execution) => {
      expect(execution.described).not.toHaveProperty('cause');
      expect(execution.details('TaskScheduled')).toMatchObject({ timeoutInSeconds: 5 });
      expect(execution.details('TaskTimedOut')).toEqual({
        error: 'States.Timeout',
        resourceType: 'lambda',
        resource: 'invoke.waitForTaskToken',
      });
    },
  },
  {
    says: 'a missed heartbeat is reported as States.Timeout too',
    source: 'an execution recorded on AWS, 2024-04-18',
    machine: {
      StartAt: 'T',
      States: {
        T: { ...invoke('hold'), Resource: CALLBACK, TimeoutSeconds: 600, HeartbeatSeconds: 5, End: true },
      },
    },
    seconds: 5,
    error: 'States.Timeout',
    also: (execution) => expect(execution.details('TaskScheduled')).toMatchObject({ heartbeatInSeconds: 5 }),
  },
  {
    says: 'a missed heartbeat is caught as States.HeartbeatTimeout, a timeout is not',
    source: HANDLING,
    machine: {
      StartAt: 'T',
      States: {
        T: {
          ...invoke('hold'),
          Resource: CALLBACK,
          TimeoutSeconds: 4,
          Catch: [
            { ErrorEquals: ['States.HeartbeatTimeout', 'States.TaskFailed'], Next: 'Never' },
            { ErrorEquals: ['States.Timeout'], Next: 'H' },
          ],
          End: true,
        },
        H: {
          ...invoke('hold'),
          Resource: CALLBACK,
          HeartbeatSeconds: 3,
          Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Z' }],
          End: true,
        },
        Never: { Type: 'Fail' },
        Z: { Type: 'Succeed' },
      },
    },
    seconds: 7,
    output: { Error: 'States.Timeout', Cause: '' },
  },
  {
    says: 'the machine’s own timeout ends the execution as TIMED_OUT, with nothing but the event',
    source: 'an execution recorded on AWS, 2024-03-10',
    machine: {
      TimeoutSeconds: 60,
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: 3600, End: true } },
    },
    seconds: 60,
    types: ['ExecutionStarted', 'WaitStateEntered', 'ExecutionTimedOut'],
    previous: [0, 0, 0],
    also: (execution) => {
      expect(execution.status).toBe('TIMED_OUT');
      expect(execution.described).not.toHaveProperty('error');
      expect(execution.details('ExecutionTimedOut')).toEqual({ error: 'States.Timeout' });
    },
  },
  {
    says: 'a timeout that is no whole number is refused when the state runs',
    source: 'docs.aws.amazon.com/step-functions/latest/dg/state-task.html',
    machine: {
      StartAt: 'T',
      States: { T: { ...invoke('hold'), TimeoutSeconds: '{% 1.5 %}', End: true } },
    },
    error: 'States.QueryEvaluationError',
    cause: `${inState('T', 2)}The TimeoutSeconds field cannot be parsed as an integer: 1.5`,
  },
]);

it('cuts off a function that runs longer than TimeoutSeconds, and ignores what it gives later', async () => {
  let finish: (value: string) => void = () => {};
  const harness = await Harness.open({ slow: () => new Promise((resolve) => (finish = resolve)) });
  const machine = await harness.create({
    StartAt: 'T',
    States: {
      T: invoke('slow', {
        TimeoutSeconds: 10,
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'W' }],
        End: true,
      }),
      W: { Type: 'Wait', Seconds: 100, End: true },
    },
  });
  const { executionArn } = await harness.call<{ executionArn: string }>('StartExecution', {
    stateMachineArn: machine,
  });
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  };
  await turns();
  await harness.clock.advance(10_000, turns);
  finish('too late');
  await harness.engine.idle();
  const execution = await harness.execution(executionArn);
  expect(execution.status).toBe('RUNNING');
  expect(execution.types.slice(-3)).toEqual(['TaskTimedOut', 'TaskStateExited', 'WaitStateEntered']);
  expect(execution.details('TaskTimedOut')).toEqual({
    error: 'States.Timeout',
    resourceType: 'lambda',
    resource: 'invoke',
  });
  // An execution recorded on AWS, 2024-11-28: the event has no cause, and the catcher an empty one.
  expect(execution.details('TaskStateExited')).toMatchObject({
    output: '{"Error":"States.Timeout","Cause":""}',
  });
  await harness.close();
});
