import { expect } from 'vitest';
import { conform, inState } from './conformance.ts';

const TRANSFORMING = 'docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html';

conform('Choice, Wait, Succeed and Fail', {}, [
  {
    says: 'the first rule whose condition is true is taken',
    source: 'docs.aws.amazon.com/step-functions/latest/dg/state-choice.html',
    machine: {
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.n < 0 %}', Next: 'Never' },
            { Condition: '{% $states.input.n > 0 %}', Output: 'first', Next: 'Done' },
            { Condition: true, Output: 'second', Next: 'Done' },
          ],
        },
        Never: { Type: 'Fail' },
        Done: { Type: 'Succeed' },
      },
    },
    input: { n: 1 },
    output: 'first',
  },
  {
    says: 'Assign and Output of the state belong to Default, those of a rule to the rule',
    source: 'an execution recorded on AWS, 2024-12-27',
    machine: {
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.take %}', Next: 'Done', Assign: { by: 'rule' } }],
          Default: 'Done',
          Assign: { by: 'default' },
          Output: 'default',
        },
        Done: { Type: 'Succeed', Output: '{% [$by, $states.input] %}' },
      },
    },
    input: { take: false },
    output: ['default', 'default'],
  },
  {
    says: 'a rule without Output gives the input on, whatever the state says',
    source: 'docs.aws.amazon.com/step-functions/latest/dg/state-choice.html',
    machine: {
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [{ Condition: true, Next: 'Done' }],
          Default: 'Done',
          Output: 'default',
        },
        Done: { Type: 'Succeed' },
      },
    },
    input: { i: 1 },
    output: { i: 1 },
  },
  {
    says: 'no rule and no Default is States.Runtime',
    source: 'an execution recorded on AWS, 2026-08',
    machine: {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'Done' }] },
        Done: { Type: 'Succeed' },
      },
    },
    error: 'States.Runtime',
    cause: `${inState('C', 2)}Failed to transition out of the state. The state does not point to a next state.`,
  },
  {
    says: 'a condition that is no boolean fails',
    source: TRANSFORMING,
    machine: {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Condition: "{% 'yes' %}", Next: 'D' }] },
        D: { Type: 'Succeed' },
      },
    },
    error: 'States.QueryEvaluationError',
    cause:
      /'Choices\[0\]\/Condition' returned an unexpected result type. Expected 'boolean', but was 'string'/,
  },
  {
    says: 'Wait lets the seconds of an expression pass',
    source: 'docs.aws.amazon.com/step-functions/latest/dg/state-wait.html',
    machine: {
      StartAt: 'W',
      States: {
        W: { Type: 'Wait', Seconds: '{% $states.input.s %}', Assign: { waited: true }, Next: 'Z' },
        Z: { Type: 'Pass', Output: '{% [$waited, $millis()] %}', End: true },
      },
    },
    input: { s: 90 },
    seconds: 90,
    output: [true, Date.UTC(2026, 0, 5, 8, 31, 30)],
    types: [
      'ExecutionStarted',
      'WaitStateEntered',
      'WaitStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ],
  },
  {
    says: 'Wait ends at its timestamp, and at once when that has passed',
    source: 'docs.aws.amazon.com/step-functions/latest/dg/state-wait.html',
    machine: {
      StartAt: 'Past',
      States: {
        Past: { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', Next: 'Future' },
        Future: { Type: 'Wait', Timestamp: "{% '2027-01-05T08:30:00Z' %}", Next: 'Now' },
        Now: { Type: 'Pass', Output: '{% $now() %}', End: true },
      },
    },
    seconds: 366 * 86_400,
    output: '2027-01-05T08:30:00.000Z',
  },
  {
    says: 'Wait refuses a timestamp without its offset',
    source: 'an execution recorded on AWS, 2024-12-27',
    machine: {
      StartAt: 'W',
      States: { W: { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true } },
    },
    input: { at: '2016-12-05T21:29:29' },
    error: 'States.QueryEvaluationError',
    cause: `${inState('W', 2)}The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-12-05T21:29:29`,
    types: ['ExecutionStarted', 'WaitStateEntered', 'EvaluationFailed', 'ExecutionFailed'],
    // Unlike every other failed expression, it follows the entry of its state.
    previous: [0, 0, 2, 3],
  },
  {
    says: 'Wait refuses a text where a number must be',
    source: TRANSFORMING,
    machine: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: "{% 'soon' %}", End: true } } },
    error: 'States.QueryEvaluationError',
    cause:
      /field 'Seconds' returned an unexpected result type. Expected 'number', but was 'string' for value: "soon"/,
  },
  {
    says: 'Fail gives Error and Cause from expressions',
    source: 'docs.aws.amazon.com/step-functions/latest/dg/state-fail.html',
    machine: {
      StartAt: 'F',
      States: { F: { Type: 'Fail', Error: "{% 'Too' & 'Late' %}", Cause: '{% $states.input.why %}' } },
    },
    input: { why: 'the office is closed' },
    error: 'TooLate',
    cause: 'the office is closed',
    types: ['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed'],
    previous: [0, 0, 2],
  },
  {
    says: 'Fail without Error and Cause leaves both out',
    source: 'an execution recorded on AWS, 2024-12-27',
    machine: { StartAt: 'F', States: { F: { Type: 'Fail' } } },
    also: (execution) => {
      expect(execution.status).toBe('FAILED');
      expect(execution.described).not.toHaveProperty('error');
      expect(execution.events.at(-1)).toMatchObject({
        type: 'ExecutionFailed',
        executionFailedEventDetails: {},
      });
    },
  },
  {
    says: 'Succeed has an Output',
    source: 'docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html',
    machine: { StartAt: 'S', States: { S: { Type: 'Succeed', Output: { done: '{% $states.input.n %}' } } } },
    input: { n: 1 },
    output: { done: 1 },
    types: ['ExecutionStarted', 'SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded'],
  },
]);
