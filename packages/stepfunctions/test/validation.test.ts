import { describe, expect, it } from 'vitest';
import { diagnose } from '../src/language/validate.ts';

/** A machine with the given states, the first of which it starts at. */
const machine = (States: Record<string, object>, more: object = {}): string =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(States)[0], States, ...more });
const one = (state: object): string => machine({ A: { End: true, ...state } });
const output = (expression: string): string => one({ Type: 'Pass', Output: `{% ${expression} %}` });
const INVOKE = 'arn:aws:states:::lambda:invoke';
const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };

describe('accepts', () => {
  it.each([
    [
      'every state type',
      machine({
        P: { Type: 'Pass', Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'W' }], Default: 'T' },
        W: { Type: 'Wait', Seconds: 1, Next: 'T' },
        T: { Type: 'Task', Resource: INVOKE, Next: 'Q', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'F' }] },
        Q: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { Type: 'Succeed' } } }], Next: 'M' },
        M: { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...inner }, Next: 'S' },
        S: { Type: 'Succeed' },
        F: { Type: 'Fail', Error: 'E' },
      }),
    ],
    [
      'names in filters, later steps, sorts and groupings',
      output('$states.input.items[value > 3]^(price){name: $sum(v)}.x.y'),
    ],
    ['$ inside a filter', output('$states.input.items[$ > 3]')],
    [
      '$states.result where there is one',
      one({ Type: 'Task', Resource: INVOKE, Output: '{% $states.result %}' }),
    ],
    [
      '$states.errorOutput in a catcher',
      machine({
        A: {
          Type: 'Task',
          Resource: INVOKE,
          Next: 'B',
          Catch: [{ ErrorEquals: ['E'], Next: 'B', Assign: { e: '{% $states.errorOutput %}' } }],
        },
        B: { Type: 'Succeed' },
      }),
    ],
    [
      'states that are the same in JSONPath',
      JSON.stringify({
        StartAt: 'A',
        States: {
          A: {
            Type: 'Task',
            Resource: INVOKE,
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
            Next: 'B',
          },
          B: { Type: 'Wait', Seconds: 1, Next: 'C' },
          C: { Type: 'Fail', Cause: 'so it is' },
        },
      }),
    ],
    [
      'JSONata state by state',
      JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', QueryLanguage: 'JSONata', End: true } } }),
    ],
    [
      'the same name in two branches',
      machine({
        A: {
          Type: 'Parallel',
          End: true,
          Branches: [1, 2].map((n) => ({
            StartAt: `B${n}`,
            States: { [`B${n}`]: { Type: 'Pass', Assign: { v: n }, End: true } },
          })),
        },
      }),
    ],
  ])('%s', (_what, text) => {
    expect(diagnose(text)).toEqual([]);
  });
});

describe('refuses, and says where', () => {
  const cases: [what: string, text: string, code: string, message: string, location: string | undefined][] = [
    ['an empty text', '', 'SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object', undefined],
    [
      'a text that is no JSON',
      'not a definition',
      'INVALID_JSON_DESCRIPTION',
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"not a definition\"; line: 1, column: 4]",
      '[Source: (String)"not a definition"; line: 1, column: 4]',
    ],
    [
      'an empty object',
      '{}',
      'SCHEMA_VALIDATION_FAILED',
      'These fields are required: [States, StartAt]',
      '/',
    ],
    [
      'JSONPath',
      '{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{},"End":true}}}',
      'SCHEMA_VALIDATION_FAILED',
      "The local engine runs the JSONata query language only: field 'Parameters' is in 'JSONPath'. Set 'QueryLanguage' to 'JSONata'",
      '/States/A/Parameters',
    ],
    [
      'a state that goes back to JSONPath',
      one({ Type: 'Pass', QueryLanguage: 'JSONPath' }),
      'SCHEMA_VALIDATION_FAILED',
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      '/States/A',
    ],
    [
      'a field of JSONPath',
      one({ Type: 'Pass', InputPath: '$.a' }),
      'SCHEMA_VALIDATION_FAILED',
      "The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage",
      '/States/A',
    ],
    [
      'a comparison of JSONPath',
      machine({
        A: { Type: 'Choice', Choices: [{ Variable: '$.a', StringEquals: 'b', Next: 'B' }] },
        B: { Type: 'Succeed' },
      }),
      'SCHEMA_VALIDATION_FAILED',
      "The QueryLanguage is set to 'JSONata', but field 'StringEquals' is only supported for the 'JSONPath' QueryLanguage",
      '/States/A/Choices[0]',
    ],
    [
      'a field of JSONata in a state of JSONPath',
      JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Output: 1, End: true } } }),
      'SCHEMA_VALIDATION_FAILED',
      "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
      '/States/A',
    ],
    [
      'a Parallel without branches',
      one({ Type: 'Parallel', Branches: [] }),
      'SCHEMA_VALIDATION_FAILED',
      'Value cannot be empty',
      '/States/A/Branches',
    ],
    [
      'a day that is in no calendar',
      one({ Type: 'Wait', Timestamp: '2026-02-30T00:00:00Z' }),
      'SCHEMA_VALIDATION_FAILED',
      'String does not match RFC3339 timestamp',
      '/States/A/Timestamp',
    ],
    [
      'credentials without a role, as recorded on AWS, 2024-12',
      one({ Type: 'Task', Resource: INVOKE, Credentials: {} }),
      'SCHEMA_VALIDATION_FAILED',
      "The field 'RoleArn' is required but was missing",
      '/States/A/Credentials',
    ],
    [
      'a distributed Map',
      one({ Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...inner } }),
      'SCHEMA_VALIDATION_FAILED',
      "The mode 'DISTRIBUTED' is not run by the local engine: only INLINE is",
      '/States/A/ItemProcessor/ProcessorConfig/Mode',
    ],
    [
      'a service that is not run here',
      one({ Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync' }),
      'SCHEMA_VALIDATION_FAILED',
      'The resource arn:aws:states:::ecs:runTask.sync is not run by the local engine',
      '/States/A/Resource',
    ],
    [
      'a name at the top level',
      output('phone'),
      'UNSUPPORTED_JSONATA_EXPRESSION',
      "Reference to 'phone' at the top level is not supported.",
      '/States/A/Output',
    ],
    [
      'a name in a lambda',
      output('$map($states.input.a, function($x){ b })'),
      'UNSUPPORTED_JSONATA_EXPRESSION',
      "Reference to 'b' at the top level is not supported.",
      '/States/A/Output',
    ],
    [
      '$ at the top level',
      output('$'),
      'UNSUPPORTED_JSONATA_EXPRESSION',
      "Reference to '$' at the top level is not supported.",
      '/States/A/Output',
    ],
    [
      '$$',
      output('$$'),
      'UNSUPPORTED_JSONATA_EXPRESSION',
      "Reference to '$$' is not supported.",
      '/States/A/Output',
    ],
    [
      'an error output outside a catcher',
      output('$states.errorOutput'),
      'UNSUPPORTED_JSONATA_EXPRESSION',
      "Field '$states.errorOutput' does not exist.",
      '/States/A/Output',
    ],
    [
      'an expression that does not parse',
      output('a[1,2)'),
      'INVALID_JSONATA_EXPRESSION',
      'Expected "]", got ","',
      '/States/A/Output',
    ],
    [
      'an expression that is not finished',
      output('1 +'),
      'INVALID_JSONATA_EXPRESSION',
      'Unexpected end of expression',
      '/States/A/Output',
    ],
    [
      'a variable of the outer scope that is assigned inside',
      machine({
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
        B: {
          Type: 'Map',
          End: true,
          ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', Assign: { x: 2 }, End: true } } },
        },
      }),
      'DUPLICATE_VARIABLE_NAME',
      "The variable name 'x' was already defined in a parent scope.",
      '/States/B/ItemProcessor/States',
    ],
    [
      'a name that is used twice',
      machine({
        A: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'A', States: { A: { Type: 'Succeed' } } }] },
      }),
      'DUPLICATE_STATE_NAME',
      'Duplicate State name: A',
      '/States/A/Branches[0]/States/A',
    ],
    [
      'a variable called states',
      one({ Type: 'Pass', Assign: { states: 1 } }),
      'SCHEMA_VALIDATION_FAILED',
      "Invalid variable name 'states'",
      '/States/A/Assign/states',
    ],
    [
      'States.ALL in company',
      one({ Type: 'Task', Resource: INVOKE, Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] }),
      'SCHEMA_VALIDATION_FAILED',
      "'States.ALL' must appear alone, and in the last entry",
      '/States/A/Retry[0]/ErrorEquals',
    ],
    [
      'a heartbeat that is longer than the timeout',
      one({ Type: 'Task', Resource: INVOKE, TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      'SCHEMA_VALIDATION_FAILED',
      "The value of 'HeartbeatSeconds' must be smaller than that of 'TimeoutSeconds'",
      '/States/A/HeartbeatSeconds',
    ],
    [
      'a Wait that says it twice',
      one({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' }),
      'SCHEMA_VALIDATION_FAILED',
      "Exactly one of the fields 'Seconds' and 'Timestamp' is required",
      '/States/A',
    ],
    [
      'a field that no state has',
      one({ Type: 'Pass', Retry: [] }),
      'SCHEMA_VALIDATION_FAILED',
      "Field 'Retry' is not supported",
      '/States/A',
    ],
    [
      'a state that leads nowhere',
      machine({ A: { Type: 'Pass' }, ...{} }),
      'SCHEMA_VALIDATION_FAILED',
      "One of the fields 'Next' and 'End' is required",
      '/States/A',
    ],
    [
      'a rule without a condition',
      machine({ A: { Type: 'Choice', Choices: [{ Next: 'B' }] }, B: { Type: 'Succeed' } }),
      'SCHEMA_VALIDATION_FAILED',
      'These fields are required: [Condition]',
      '/States/A/Choices[0]',
    ],
    [
      'an unknown type',
      one({ Type: 'Loop' }),
      'SCHEMA_VALIDATION_FAILED',
      "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]",
      '/States/A/Type',
    ],
  ];

  it.each(cases)('%s', (_what, text, code, message, location) => {
    const found = diagnose(text);
    expect(found).toContainEqual({
      severity: 'ERROR',
      code,
      message,
      ...(location === undefined ? {} : { location }),
    });
  });
});
