import { expect } from 'vitest';
import { conform, inState, pass } from './conformance.ts';
import { functionArn, INVOKE } from './harness.ts';

const VARIABLES = 'docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html';
const TRANSFORMING = 'docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html';
const LANGUAGE = 'states-language.net';
const CONTEXT = 'docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html';

conform('Output, Assign and Arguments', { echo: (payload) => payload }, [
  {
    says: 'a state without Output gives its input on',
    source: TRANSFORMING,
    machine: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
    input: { a: [1, { b: null }] },
    output: { a: [1, { b: null }] },
  },
  {
    says: 'Output is any JSON, with expressions at any depth',
    source: TRANSFORMING,
    machine: pass({
      list: [1, '{% $states.input.n + 1 %}', ['{% $states.input %}']],
      plain: '$states.input',
    }),
    input: { n: 1 },
    output: { list: [1, 2, [{ n: 1 }]], plain: '$states.input' },
  },
  {
    says: 'a string is an expression only when it begins with {% and ends with %}',
    source: `${LANGUAGE}/#jsonata`,
    machine: pass([' {% 1 %}', '{% 1 %} ', 'a {% 1 %}', '{%1%}']),
    output: [' {% 1 %}', '{% 1 %} ', 'a {% 1 %}', 1],
  },
  {
    says: 'keys of JSONPath have no meaning',
    source: 'an execution recorded on AWS, 2024-11-04',
    machine: pass({ 'a.$': '$', if: "States.Format('{}', 1)" }),
    output: { 'a.$': '$', if: "States.Format('{}', 1)" },
  },
  {
    says: 'a null that an expression gives is a value',
    source: 'an execution recorded on AWS, 2026-08-30',
    machine: pass({ v: '{% $states.input.v %}', there: '{% $exists($states.input.v) %}' }),
    input: { v: null },
    output: { v: null, there: true },
  },
  {
    says: 'a filter with one hit gives the object itself, [] keeps the array',
    source: 'docs.jsonata.org/processing#sequences',
    machine: pass({ one: '{% $states.input.l[k=1] %}', list: '{% $states.input.l[k=1][] %}' }),
    input: { l: [{ k: 1 }, { k: 2 }] },
    output: { one: { k: 1 }, list: [{ k: 1 }] },
  },
  {
    says: 'Assign sets variables for the states after it',
    source: VARIABLES,
    machine: {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1, y: { z: '{% $states.input.n * 2 %}' } }, Next: 'B' },
        B: { Type: 'Pass', Output: '{% [$x, $y.z] %}', End: true },
      },
    },
    input: { n: 4 },
    output: [1, 8],
    also: (execution) =>
      expect(execution.details('PassStateExited')).toMatchObject({
        assignedVariables: { x: '1', y: '{"z":8}' },
        assignedVariablesDetails: { truncated: false },
      }),
  },
  {
    says: 'Assign and Output of one state both see the variables as they were at its entry',
    source: `${VARIABLES}#variable-scope`,
    machine: {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
        B: { Type: 'Pass', Assign: { x: '{% $y %}', y: '{% $x %}' }, Output: '{% [$x, $y] %}', Next: 'C' },
        C: { Type: 'Pass', Output: { before: '{% $states.input %}', after: '{% [$x, $y] %}' }, End: true },
      },
    },
    output: { before: [1, 2], after: [2, 1] },
  },
  {
    says: 'an inner scope reads the variables of the outer one, and its own end with it',
    source: `${VARIABLES}#variable-scope`,
    machine: {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { outer: 5 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'I',
              States: {
                I: { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'J' },
                J: { Type: 'Pass', Output: '{% $outer * $inner %}', End: true },
              },
            },
          ],
          Next: 'Z',
        },
        Z: { Type: 'Pass', Output: { r: '{% $states.input %}', gone: '{% $exists($inner) %}' }, End: true },
      },
    },
    output: { r: [30], gone: false },
  },
  {
    says: 'Arguments are what a task gets, $states.result is what it gives',
    source: TRANSFORMING,
    machine: {
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: INVOKE,
          Arguments: { FunctionName: functionArn('echo'), Payload: { n: '{% $states.input.n %}' } },
          Assign: { kept: '{% $states.result.Payload.n %}' },
          Output: { got: '{% $states.result.Payload %}', status: '{% $states.result.StatusCode %}' },
          Next: 'Z',
        },
        Z: { Type: 'Pass', Output: '{% [$states.input, $kept] %}', End: true },
      },
    },
    input: { n: 3 },
    output: [{ got: { n: 3 }, status: 200 }, 3],
  },
  {
    says: 'a task without Output gives its whole result',
    source: TRANSFORMING,
    machine: { StartAt: 'T', States: { T: { Type: 'Task', Resource: functionArn('echo'), End: true } } },
    input: { payload: 'is the input' },
    output: { payload: 'is the input' },
  },
  {
    says: 'an expression that gives nothing fails the state and names the field',
    source: 'an execution recorded on AWS, 2024-11-21',
    machine: pass({ result: '{% $doesNotExist %}' }),
    error: 'States.QueryEvaluationError',
    cause: `${inState('A', 2)}The JSONata expression '$doesNotExist' specified for the field 'Output/result' returned nothing (undefined).`,
    types: ['ExecutionStarted', 'PassStateEntered', 'EvaluationFailed', 'ExecutionFailed'],
    previous: [0, 0, 0, 3],
    also: (execution) =>
      expect(execution.details('EvaluationFailed')).toMatchObject({ location: 'Output/result', state: 'A' }),
  },
  {
    says: 'a failed expression follows the event before the entry of its state',
    source: 'an execution recorded on AWS, 2024-11-21',
    machine: {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Next: 'B' },
        B: { Type: 'Pass', Output: '{% $doesNotExist %}', End: true },
      },
    },
    error: 'States.QueryEvaluationError',
    types: [
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'PassStateEntered',
      'EvaluationFailed',
      'ExecutionFailed',
    ],
    previous: [0, 0, 2, 3, 3, 5],
  },
  {
    says: 'the field of an array element is written with its index',
    source: TRANSFORMING,
    machine: pass({ a: [{ b: 1 }, { b: '{% $x %}' }] }),
    error: 'States.QueryEvaluationError',
    cause: /field 'Output\/a\[1\]\/b' returned nothing/,
  },
  {
    says: 'an expression that throws says with which code',
    source: 'an execution recorded on AWS, 2026-08',
    machine: pass({ v: '{% $abs("x") %}' }),
    error: 'States.QueryEvaluationError',
    cause: `${inState('A', 2)}The JSONata expression '$abs("x")' specified for the field 'Output/v' threw an error during evaluation. T0410: Argument 1 of function "abs" does not match function signature`,
  },
  {
    says: 'the context object names the execution, the machine and the state',
    source: CONTEXT,
    machine: pass('{% $states.context %}'),
    input: { k: 1 },
    also: (execution) =>
      expect(execution.output).toMatchObject({
        Execution: {
          Id: execution.arn,
          Input: { k: 1 },
          RedriveCount: 0,
          StartTime: '2026-01-05T08:30:00.000Z',
        },
        State: { Name: 'A', EnteredTime: '2026-01-05T08:30:00.000Z' },
      }),
  },
]);
