import { expect } from 'vitest';
import { conform, inState } from './conformance.ts';
import { CALLBACK, FunctionError, INVOKE } from './harness.ts';

const MAP = 'docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html';
const doubling = {
  StartAt: 'D',
  States: { D: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } },
};

conform(
  'Map',
  {
    odd: ({ n }) => {
      if (Number(n) % 2 === 1) throw new FunctionError('Odd', String(n));
      return n ?? null;
    },
    hold: () => null,
  },
  [
    {
      says: 'iterations run over Items and their outputs are the result, in order',
      source: MAP,
      machine: {
        StartAt: 'M',
        States: { M: { Type: 'Map', Items: '{% $states.input.l %}', ItemProcessor: doubling, End: true } },
      },
      input: { l: [1, 2, 3] },
      output: [2, 4, 6],
    },
    {
      says: 'without Items the input is what is iterated over',
      source: MAP,
      machine: { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: doubling, End: true } } },
      input: [4],
      output: [8],
    },
    {
      says: 'ItemSelector shapes each item, from the item, its index and the state’s input',
      source: 'docs.aws.amazon.com/step-functions/latest/dg/input-output-itemselector.html',
      machine: {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            Items: ['a', 'b'],
            ItemSelector: {
              v: '{% $states.context.Map.Item.Value %}',
              i: '{% $states.context.Map.Item.Index %}',
              from: '{% $states.input.name %}',
            },
            ItemProcessor: {
              StartAt: 'P',
              States: {
                P: {
                  Type: 'Pass',
                  Output:
                    '{% $states.input.v & $states.input.i & $states.input.from & $states.context.Map.Item.Value %}',
                  End: true,
                },
              },
            },
            End: true,
          },
        },
      },
      input: { name: '!' },
      output: ['a0!a', 'b1!b'],
    },
    {
      says: 'with one at a time, an iteration starts where the last one ended',
      source: 'an execution recorded on AWS, 2025-07-22',
      machine: {
        StartAt: 'M',
        States: {
          M: { Type: 'Map', Items: '{% [1,2] %}', MaxConcurrency: 1, ItemProcessor: doubling, End: true },
        },
      },
      types: [
        'ExecutionStarted',
        'MapStateEntered',
        'MapStateStarted',
        'MapIterationStarted',
        'PassStateEntered',
        'PassStateExited',
        'MapIterationSucceeded',
        'MapIterationStarted',
        'PassStateEntered',
        'PassStateExited',
        'MapIterationSucceeded',
        'MapStateSucceeded',
        'MapStateExited',
        'ExecutionSucceeded',
      ],
      previous: [0, 0, 2, 3, 4, 5, 6, 6, 8, 9, 10, 11, 11, 13],
      output: [2, 4],
    },
    {
      says: 'no items are no iterations',
      source: 'an execution recorded on AWS, 2026-08',
      machine: { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: doubling, End: true } } },
      input: [],
      output: [],
      types: [
        'ExecutionStarted',
        'MapStateEntered',
        'MapStateStarted',
        'MapStateSucceeded',
        'MapStateExited',
        'ExecutionSucceeded',
      ],
      previous: [0, 0, 2, 3, 3, 5],
    },
    {
      says: 'MaxConcurrency, also as an expression, bounds how many run at once',
      source: MAP,
      machine: {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            Items: '{% [1..5] %}',
            MaxConcurrency: '{% 2 %}',
            ItemProcessor: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 10, End: true } } },
            Output: '{% $millis() %}',
            End: true,
          },
        },
      },
      seconds: 100,
      output: Date.UTC(2026, 0, 5, 8, 30) + 30_000,
    },
    {
      says: 'at most 40 iterations run at once when nothing is said',
      source: MAP,
      machine: {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            Items: '{% [1..41] %}',
            ItemProcessor: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 10, End: true } } },
            End: true,
          },
        },
      },
      also: (execution) =>
        expect(execution.types.filter((type) => type === 'MapIterationStarted')).toHaveLength(40),
    },
    {
      says: 'an item’s own variables end with it',
      source: 'docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-scope',
      machine: {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            Items: [1, 2],
            ItemProcessor: {
              StartAt: 'A',
              States: {
                A: { Type: 'Pass', Assign: { mine: '{% $states.input * 10 %}' }, Next: 'B' },
                B: { Type: 'Pass', Output: '{% $mine %}', End: true },
              },
            },
            Assign: { sum: '{% $sum($states.result) %}' },
            Next: 'Z',
          },
          Z: { Type: 'Pass', Output: { all: '{% $states.input %}', sum: '{% $sum %}' }, End: true },
        },
      },
      output: { all: [10, 20], sum: 30 },
    },
    {
      says: 'a failed iteration fails the Map with its own error, and the others are aborted',
      source: 'an execution recorded on AWS, 2024-03-10',
      machine: {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            Items: [0, 1, 2],
            ItemProcessor: {
              StartAt: 'T',
              States: {
                T: {
                  Type: 'Task',
                  Resource: CALLBACK,
                  Arguments: { FunctionName: 'hold' },
                  TimeoutSeconds: '{% 5 + $states.input * 10 %}',
                  End: true,
                },
              },
            },
            End: true,
          },
        },
      },
      seconds: 5,
      error: 'States.Timeout',
      also: (execution) => {
        const timedOut = execution.events.find((event) => event.type === 'TaskTimedOut')?.id;
        const after = execution.events.filter((event) => event.id > (timedOut ?? 0));
        expect(after.map((event) => event.type)).toEqual([
          'MapIterationFailed',
          'TaskStateAborted',
          'MapIterationAborted',
          'TaskStateAborted',
          'MapIterationAborted',
          'TaskStateAborted',
          'MapStateFailed',
          'ExecutionFailed',
        ]);
        expect(after.slice(0, 7).map((event) => event.previousEventId)).toEqual(Array(7).fill(timedOut));
        expect(after.at(-1)?.previousEventId).toBe(after.at(-2)?.id);
      },
    },
    {
      says: 'an iteration’s failed expression leaves the events of the iteration and of the Map',
      source: 'an execution recorded on AWS, 2026-08',
      machine: {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            Items: '{% $states.input.items %}',
            MaxConcurrency: 1,
            ItemProcessor: {
              ProcessorConfig: { Mode: 'INLINE' },
              StartAt: 'U',
              States: { U: { Type: 'Pass', Output: { v: '{% $states.input.missing %}' }, End: true } },
            },
            End: true,
          },
        },
      },
      input: { items: [1, 2] },
      error: 'States.QueryEvaluationError',
      cause: `${inState('U', 5)}The JSONata expression '$states.input.missing' specified for the field 'Output/v' returned nothing (undefined).`,
      types: [
        'ExecutionStarted',
        'MapStateEntered',
        'MapStateStarted',
        'MapIterationStarted',
        'PassStateEntered',
        'EvaluationFailed',
        'MapIterationFailed',
        'MapStateFailed',
        'ExecutionFailed',
      ],
      previous: [0, 0, 2, 3, 4, 4, 6, 6, 8],
    },
    {
      says: 'tolerated failures leave their error output in the result',
      source: 'states-language.net/#map-state',
      machine: {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            Items: [1, 2],
            ToleratedFailureCount: 1,
            ItemProcessor: {
              StartAt: 'T',
              States: {
                T: {
                  Type: 'Task',
                  Resource: INVOKE,
                  Arguments: { FunctionName: 'odd', Payload: { n: '{% $states.input %}' } },
                  Output: '{% $states.result.Payload %}',
                  End: true,
                },
              },
            },
            Output: '{% [$states.result[0].Error, $states.result[1]] %}',
            End: true,
          },
        },
      },
      output: ['Odd', 2],
    },
    {
      says: 'more failures than tolerated are States.ExceedToleratedFailureThreshold',
      source: 'states-language.net/#map-state',
      machine: {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            Items: [1, 3, 5, 2],
            MaxConcurrency: 1,
            ToleratedFailurePercentage: 50,
            ItemProcessor: {
              StartAt: 'T',
              States: {
                T: {
                  Type: 'Task',
                  Resource: INVOKE,
                  Arguments: { FunctionName: 'odd', Payload: { n: '{% $states.input %}' } },
                  End: true,
                },
              },
            },
            End: true,
          },
        },
      },
      error: 'States.ExceedToleratedFailureThreshold',
    },
  ],
);
