import { expect } from 'vitest';
import { conform } from './conformance.ts';

const PARALLEL = 'docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html';

conform('Parallel', {}, [
  {
    says: 'branches get Arguments, and their outputs are the result in the order of the branches',
    source: PARALLEL,
    machine: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Arguments: { n: '{% $states.input.n + 1 %}' },
          Branches: [
            { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 5, Output: 'slow', End: true } } },
            { StartAt: 'A', States: { A: { Type: 'Pass', Output: '{% $states.input.n %}', End: true } } },
          ],
          Output: { all: '{% $states.result %}', was: '{% $states.input.n %}' },
          End: true,
        },
      },
    },
    input: { n: 1 },
    seconds: 5,
    output: { all: ['slow', 2], was: 1 },
  },
  {
    says: 'each branch has a chain of its own, and the state goes on from the last event of a branch',
    source: 'an execution recorded on AWS, 2026-08',
    machine: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
            { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } },
          ],
          Next: 'Z',
        },
        Z: { Type: 'Pass', End: true },
      },
    },
    types: [
      'ExecutionStarted',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'PassStateEntered',
      'PassStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ParallelStateSucceeded',
      'ParallelStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ],
    previous: [0, 0, 2, 3, 4, 3, 6, 7, 7, 9, 10, 11],
  },
  {
    says: 'a failure of the state’s own Output follows the succeeded event, which an exit passes by',
    source: 'an execution recorded on AWS, 2026-08 (floci-io/floci, issue 2868)',
    machine: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }],
          Output: '{% $states.result.missing %}',
          End: true,
        },
      },
    },
    error: 'States.QueryEvaluationError',
    types: [
      'ExecutionStarted',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'PassStateEntered',
      'PassStateExited',
      'ParallelStateSucceeded',
      'EvaluationFailed',
      'ParallelStateFailed',
      'ExecutionFailed',
    ],
    previous: [0, 0, 2, 3, 4, 5, 6, 7, 8],
  },
  {
    says: 'a failed branch fails the state and aborts the others',
    source: PARALLEL,
    machine: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 5, End: true } } },
            { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'MyError', Cause: 'my cause' } } },
          ],
          Catch: [{ ErrorEquals: ['States.BranchFailed'], Next: 'Z' }],
          End: true,
        },
        Z: { Type: 'Succeed' },
      },
    },
    seconds: 10,
    output: { Error: 'MyError', Cause: 'my cause' },
    also: (execution) => expect(execution.types).toContain('WaitStateAborted'),
  },
  {
    says: 'a retried Parallel starts all its branches again, and fails once',
    source: 'an execution recorded on AWS, 2026-08',
    machine: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'MyError', Cause: 'my cause' } } }],
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 0 }],
          End: true,
        },
      },
    },
    error: 'MyError',
    types: [
      'ExecutionStarted',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'FailStateEntered',
      'ParallelStateStarted',
      'FailStateEntered',
      'ParallelStateFailed',
      'ExecutionFailed',
    ],
    previous: [0, 0, 2, 3, 4, 5, 6, 7],
  },
  {
    says: 'a failed expression in a branch is caught around it',
    source: 'an execution recorded on AWS, 2026-08',
    machine: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'U',
              States: { U: { Type: 'Pass', Output: { v: '{% $states.input.missing %}' }, End: true } },
            },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'H' }],
          End: true,
        },
        H: { Type: 'Pass', End: true },
      },
    },
    types: [
      'ExecutionStarted',
      'ParallelStateEntered',
      'ParallelStateStarted',
      'PassStateEntered',
      'EvaluationFailed',
      'ParallelStateFailed',
      'ParallelStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ],
    previous: [0, 0, 2, 3, 3, 5, 6, 7, 8, 9],
  },
]);
