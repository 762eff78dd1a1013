import { expect } from 'vitest';
import { conform, inState } from './conformance.ts';

const doubling = {
  StartAt: 'D',
  States: { D: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } },
};

conform('The items of a Map', {}, [
  {
    says: 'Items that give nothing fail before the Map starts',
    source: 'an execution recorded on AWS, 2026-08',
    machine: {
      StartAt: 'Fan',
      States: {
        Fan: { Type: 'Map', Items: '{% $states.input.missing %}', ItemProcessor: doubling, End: true },
      },
    },
    error: 'States.QueryEvaluationError',
    types: ['ExecutionStarted', 'MapStateEntered', 'EvaluationFailed', 'MapStateFailed', 'ExecutionFailed'],
    previous: [0, 0, 0, 3, 4],
  },
  {
    says: 'without Items the input must be an array',
    source: 'an execution recorded on AWS, 2024-11-19',
    machine: { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: doubling, End: true } } },
    input: { foo: 'bar' },
    error: 'States.QueryEvaluationError',
    cause: `${inState('M', 2)}Map state input must be an array but was: {"foo":"bar"}`,
    also: (execution) => expect(execution.details('EvaluationFailed')).not.toHaveProperty('location'),
  },
  {
    says: 'Items must be an array',
    source: 'states-language.net/#map-state',
    machine: {
      StartAt: 'M',
      States: { M: { Type: 'Map', Items: "{% 'abc' %}", ItemProcessor: doubling, End: true } },
    },
    error: 'States.QueryEvaluationError',
    cause: /'Items' returned an unexpected result type. Expected 'array', but was 'string' for value: "abc"/,
  },
  {
    says: 'Items that are a function have no type at all',
    source: 'an execution recorded on AWS, 2024-11-19',
    machine: {
      StartAt: 'M',
      States: {
        M: { Type: 'Map', Items: '{% $fn := function($x){$x} %}', ItemProcessor: doubling, End: true },
      },
    },
    error: 'States.QueryEvaluationError',
    cause: `${inState('M', 2)}The JSONata expression '$fn := function($x){$x}' specified for the field 'Items' returned an unsupported result type.`,
  },
]);
