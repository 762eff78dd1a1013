import { expect, it } from 'vitest';
import { conform, inState } from './conformance.ts';
import { CALLBACK, FunctionError, functionArn, Harness, INVOKE } from './harness.ts';

const HANDLING = 'docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html';
const RETRYING = 'states-language.net/#retrying-after-error';

const invoke = (name: string, more: object = {}): object => ({
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName: name, Payload: {} },
  ...more,
});

const attempts = new Map<string, number>();

/** Fails `times` times, then answers. */
const flaky = (name: string, times: number) => () => {
  const done = (attempts.get(name) ?? 0) + 1;
  attempts.set(name, done);
  if (done <= times) throw new FunctionError('Busy');
  return { attempts: done };
};

conform(
  'Errors of tasks, retried and caught',
  {
    boom: () => {
      throw new FunctionError('Boom', 'it broke');
    },
    twice: flaky('twice', 2),
    large: () => 'x'.repeat(262_145),
    unreachable: () => {
      throw new Error('connection refused');
    },
    throttled: () => {
      throw Object.assign(new Error('slow down'), { name: 'TooManyRequestsException' });
    },
  },
  [
    {
      says: 'a function that throws fails with its error type, and its error as the cause',
      source: 'an execution recorded on AWS, 2024-11-12',
      machine: { StartAt: 'T', States: { T: invoke('boom', { End: true }) } },
      error: 'Boom',
      cause: '{"errorType":"Boom","errorMessage":"it broke","trace":[]}',
      types: [
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskFailed',
        'ExecutionFailed',
      ],
      previous: [0, 0, 2, 3, 4, 5],
      also: (execution) =>
        expect(execution.details('TaskFailed')).toMatchObject({ resourceType: 'lambda', resource: 'invoke' }),
    },
    {
      says: 'the function itself as the resource leaves events of its own',
      source: 'an execution recorded on AWS, 2023-06-22',
      machine: { StartAt: 'T', States: { T: { Type: 'Task', Resource: functionArn('boom'), End: true } } },
      error: 'Boom',
      types: [
        'ExecutionStarted',
        'TaskStateEntered',
        'LambdaFunctionScheduled',
        'LambdaFunctionStarted',
        'LambdaFunctionFailed',
        'ExecutionFailed',
      ],
      also: (execution) =>
        expect(execution.events[3]).not.toHaveProperty('lambdaFunctionStartedEventDetails'),
    },
    {
      says: 'an invocation that does not come about is Lambda.Unknown',
      source: HANDLING,
      machine: { StartAt: 'T', States: { T: invoke('unreachable', { End: true }) } },
      error: 'Lambda.Unknown',
      cause: 'connection refused',
    },
    {
      says: 'an exception of the Lambda service keeps its name',
      source: HANDLING,
      machine: { StartAt: 'T', States: { T: invoke('throttled', { End: true }) } },
      error: 'Lambda.TooManyRequestsException',
    },
    {
      says: 'a catcher sees the error output and may shape what goes on',
      source: 'an execution recorded on AWS, 2024-11-12',
      machine: {
        StartAt: 'T',
        States: {
          T: invoke('boom', {
            Catch: [
              { ErrorEquals: ['Other'], Next: 'Never' },
              {
                ErrorEquals: ['Boom'],
                Assign: { name: '{% $states.errorOutput.Error %}' },
                Output: {
                  why: '{% $parse($states.errorOutput.Cause).errorMessage %}',
                  was: '{% $states.input %}',
                },
                Next: 'Z',
              },
            ],
            End: true,
          }),
          Never: { Type: 'Fail' },
          Z: { Type: 'Succeed', Output: '{% [$name, $states.input] %}' },
        },
      },
      input: { i: 1 },
      output: ['Boom', { why: 'it broke', was: { i: 1 } }],
    },
    {
      says: 'without Output, a caught state gives the error output on',
      source: 'an execution recorded on AWS, 2023-06-22',
      machine: {
        StartAt: 'T',
        States: {
          T: invoke('boom', { Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Z' }], End: true }),
          Z: { Type: 'Succeed' },
        },
      },
      output: { Error: 'Boom', Cause: '{"errorType":"Boom","errorMessage":"it broke","trace":[]}' },
    },
    {
      says: 'the defaults of a retrier are three attempts after 1, 2 and 4 seconds',
      source: RETRYING,
      machine: {
        StartAt: 'T',
        States: { T: invoke('boom', { Retry: [{ ErrorEquals: ['States.ALL'] }], End: true }) },
      },
      seconds: 7,
      error: 'Boom',
      also: (execution) => {
        const tries = execution.events.filter((event) => event.type === 'TaskScheduled');
        expect(tries.map((event) => event.timestamp - (tries[0]?.timestamp ?? 0))).toEqual([0, 1, 3, 7]);
        expect(execution.types.filter((type) => type === 'TaskStateEntered')).toHaveLength(1);
      },
    },
    {
      says: 'MaxDelaySeconds bounds the wait between attempts',
      source: HANDLING,
      machine: {
        StartAt: 'T',
        States: {
          T: invoke('boom', {
            Retry: [
              {
                ErrorEquals: ['Boom'],
                IntervalSeconds: 10,
                BackoffRate: 3,
                MaxDelaySeconds: 15,
                MaxAttempts: 3,
              },
            ],
            End: true,
          }),
        },
      },
      seconds: 60,
      error: 'Boom',
      also: (execution) => {
        const tries = execution.events.filter((event) => event.type === 'TaskScheduled');
        expect(tries.map((event) => event.timestamp - (tries[0]?.timestamp ?? 0))).toEqual([0, 10, 25, 40]);
      },
    },
    {
      says: 'jitter draws the wait between nothing and the whole delay',
      source: HANDLING,
      machine: {
        StartAt: 'T',
        States: {
          T: invoke('boom', {
            Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 100, JitterStrategy: 'FULL', MaxAttempts: 1 }],
            End: true,
          }),
        },
      },
      seconds: 100,
      error: 'Boom',
      also: (execution) => {
        const [first, second] = execution.events.filter((event) => event.type === 'TaskScheduled');
        const waited = (second?.timestamp ?? 0) - (first?.timestamp ?? 0);
        expect(waited).toBeGreaterThan(0);
        expect(waited).toBeLessThan(100);
      },
    },
    {
      says: 'an attempt that succeeds ends the retries, and the context counts them',
      source: 'docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html',
      machine: {
        StartAt: 'T',
        States: {
          T: invoke('twice', {
            Retry: [{ ErrorEquals: ['Busy'] }],
            Output: '{% [$states.result.Payload.attempts, $states.context.State.RetryCount] %}',
            End: true,
          }),
        },
      },
      seconds: 5,
      output: [3, 2],
    },
    {
      says: 'a retrier that has no attempts left hands over to the catchers',
      source: RETRYING,
      machine: {
        StartAt: 'T',
        States: {
          T: invoke('boom', {
            Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 0 }],
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z', Output: 'caught' }],
            End: true,
          }),
          Z: { Type: 'Succeed' },
        },
      },
      output: 'caught',
    },
    {
      says: 'a failed expression is retried and caught like any error',
      source: 'an execution recorded on AWS, 2026-08',
      machine: {
        StartAt: 'T',
        States: {
          T: {
            Type: 'Task',
            Resource: INVOKE,
            Arguments: { FunctionName: '{% $states.input.missing %}' },
            Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 0 }],
            End: true,
          },
        },
      },
      error: 'States.QueryEvaluationError',
      types: [
        'ExecutionStarted',
        'TaskStateEntered',
        'EvaluationFailed',
        'EvaluationFailed',
        'ExecutionFailed',
      ],
      previous: [0, 0, 2, 3, 4],
    },
    {
      says: 'a result beyond 256 KiB is States.DataLimitExceeded, which States.ALL catches of a task',
      source: 'an execution recorded on AWS, 2024-03-21',
      machine: {
        StartAt: 'T',
        States: {
          T: invoke('large', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }], End: true }),
          Z: { Type: 'Succeed' },
        },
      },
      output: {
        Error: 'States.DataLimitExceeded',
        Cause:
          "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
      },
    },
    {
      says: 'States.ALL does not cover the output of a state that is too large',
      source: HANDLING,
      machine: {
        StartAt: 'T',
        States: {
          T: {
            Type: 'Task',
            Resource: functionArn('twice'),
            Output: "{% $join($map([1..30000], function($v) { '0123456789' })) %}",
            Catch: [
              { ErrorEquals: ['States.DataLimitExceeded'], Next: 'Named' },
              { ErrorEquals: ['States.ALL'], Next: 'All' },
            ],
            End: true,
          },
          Named: { Type: 'Succeed', Output: 'named' },
          All: { Type: 'Succeed', Output: 'all' },
        },
      },
      output: 'named',
    },
    {
      says: 'a catcher whose own Output fails fails the state a second time',
      source: 'an execution recorded on AWS, 2026-08',
      machine: {
        StartAt: 'P',
        States: {
          P: {
            Type: 'Parallel',
            Branches: [
              { StartAt: 'Boom', States: { Boom: { Type: 'Fail', Error: 'MyError', Cause: 'my cause' } } },
            ],
            Catch: [
              { ErrorEquals: ['Other'], Next: 'Done' },
              { ErrorEquals: ['States.ALL'], Output: { v: '{% $states.input.missing %}' }, Next: 'Done' },
            ],
            End: true,
          },
          Done: { Type: 'Pass', End: true },
        },
      },
      error: 'States.QueryEvaluationError',
      cause: `${inState('P', 2)}The JSONata expression '$states.input.missing' specified for the field 'Catch[1]/Output/v' returned nothing (undefined).`,
      types: [
        'ExecutionStarted',
        'ParallelStateEntered',
        'ParallelStateStarted',
        'FailStateEntered',
        'ParallelStateFailed',
        'EvaluationFailed',
        'ParallelStateFailed',
        'ExecutionFailed',
      ],
      previous: [0, 0, 2, 3, 4, 4, 6, 7],
    },
    {
      says: 'nothing catches States.Runtime',
      source: HANDLING,
      machine: {
        StartAt: 'P',
        States: {
          P: {
            Type: 'Parallel',
            Branches: [
              {
                StartAt: 'C',
                States: {
                  C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'D' }] },
                  D: { Type: 'Succeed' },
                },
              },
            ],
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
            End: true,
          },
          Z: { Type: 'Succeed' },
        },
      },
      error: 'States.Runtime',
      types: [
        'ExecutionStarted',
        'ParallelStateEntered',
        'ParallelStateStarted',
        'ChoiceStateEntered',
        'ExecutionFailed',
      ],
    },
    {
      says: 'a history ends at 25,000 events',
      source: 'docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html',
      machine: {
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Next: 'B' },
          B: { Type: 'Choice', Choices: [{ Condition: false, Next: 'Never' }], Default: 'A' },
          Never: { Type: 'Succeed' },
        },
      },
      cause: 'The execution reached the maximum number of history events (25000).',
      also: (execution) => {
        expect(execution.status).toBe('FAILED');
        expect(execution.events).toHaveLength(25_000);
        expect(execution.events.at(-1)?.type).toBe('ExecutionFailed');
      },
    },
  ],
);

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
    output: { Error: 'States.Timeout' },
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
  await harness.close();
});
