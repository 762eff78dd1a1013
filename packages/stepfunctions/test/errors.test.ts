import { expect } from 'vitest';
import { conform, inState } from './conformance.ts';
import { FunctionError, functionArn, INVOKE } from './harness.ts';

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
      previous: [0, 0, 0, 3, 4],
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
  ],
);
