import { expect } from 'vitest';
import { conform } from './conformance.ts';
import { functionArn, INVOKE } from './harness.ts';

conform('Limits', { large: () => 'x'.repeat(262_145), small: () => null }, [
  {
    says: 'a result beyond 256 KiB is States.DataLimitExceeded, which States.ALL catches of a task',
    source: 'an execution recorded on AWS, 2024-03-21',
    machine: {
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: INVOKE,
          Arguments: { FunctionName: 'large' },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
          End: true,
        },
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
    source: 'docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html',
    machine: {
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: functionArn('small'),
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
    says: 'the output of a Pass that is too large is told as the result of a task is, without the sentence before it',
    source: 'an execution recorded on AWS, 2024-03-21',
    machine: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Pass',
          Output: "{% $join($map([1..30000], function($v) { '0123456789' })) %}",
          End: true,
        },
      },
    },
    error: 'States.DataLimitExceeded',
    cause:
      "The state/task 'P' returned a result with a size exceeding the maximum number of bytes service limit.",
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
]);
