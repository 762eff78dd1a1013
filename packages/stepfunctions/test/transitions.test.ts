import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../src/language/validate.ts';
import { Harness, INVOKE } from './harness.ts';

// The transitions of a definition, checked as measured with ValidateStateMachineDefinition on AWS, 2026.

const machine = (States: Record<string, object>, StartAt = Object.keys(States)[0]): string =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt, States });
const choice = (Next: string, Default: string): object => ({
  Type: 'Choice',
  Choices: [{ Condition: true, Next }],
  Default,
});
const inMap = (ItemProcessor: object): object => ({ Type: 'Map', ItemProcessor, End: true });

const missing = (target: string, location: string) => ({
  severity: 'ERROR',
  code: 'MISSING_TRANSITION_TARGET',
  message: `Missing 'Next' target: ${target}`,
  location,
});
const unreachable = (name: string, location = `/States/${name}`) => ({
  severity: 'ERROR',
  code: 'MISSING_TRANSITION_TARGET',
  message: `State "${name}" is not reachable.`,
  location,
});
const NO_END = { severity: 'ERROR', code: 'MISSING_END_STATE', message: 'Workflow has no terminal state' };
const LOOP = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };
const END = { Type: 'Succeed' };

describe('finds', () => {
  it.each([
    [
      'a Next that leads nowhere',
      machine({ A: { Type: 'Pass', Next: 'X' }, B: END }),
      [missing('X', '/States/A/Next'), unreachable('B')],
    ],
    [
      'a Default that leads nowhere',
      machine({ A: choice('Z', 'X'), Z: END }),
      [missing('X', '/States/A/Default')],
    ],
    [
      'a rule that leads nowhere',
      machine({ A: choice('X', 'Z'), Z: END }),
      [missing('X', '/States/A/Choices[0]/Next')],
    ],
    [
      'a catcher that leads nowhere',
      machine({
        A: { Type: 'Task', Resource: INVOKE, End: true, Catch: [{ ErrorEquals: ['E'], Next: 'X' }] },
      }),
      [missing('X', '/States/A/Catch[0]/Next')],
    ],
    [
      'a start that is not there, and with it all states',
      machine({ A: END }, 'X'),
      [missing('X', '/StartAt'), unreachable('A')],
    ],
    [
      'the same in an item processor',
      machine({ M: inMap({ StartAt: 'X', States: { A: END } }) }),
      [missing('X', '/States/M/ItemProcessor/StartAt'), unreachable('A', '/States/M/ItemProcessor/States/A')],
    ],
    ['a state that nothing leads to', machine({ A: END, B: END }), [unreachable('B')]],
    ['a loop without an end, once and nowhere', machine(LOOP), [NO_END]],
    [
      'nothing of what cannot be reached besides',
      machine({ ...LOOP, C: { Type: 'Pass', Next: 'A' } }),
      [NO_END],
    ],
    [
      'a wrong target before the missing end',
      machine({ A: { Type: 'Pass', Next: 'X' } }),
      [missing('X', '/States/A/Next'), NO_END],
    ],
    ['an end that a loop does not lead to', machine({ ...LOOP, C: END }), [unreachable('C')]],
  ])('%s', (_what, text, found) => {
    expect(diagnose(text)).toEqual(found);
  });

  it('no fault in a loop without an end inside a Map or a branch', () => {
    const loop = { StartAt: 'A', States: LOOP };
    expect(diagnose(machine({ M: inMap(loop) }))).toEqual([]);
    expect(diagnose(machine({ P: { Type: 'Parallel', Branches: [loop], End: true } }))).toEqual([]);
  });
});

describe('a machine that is created', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.open();
  });
  afterAll(() => harness.close());

  it('is refused with the place of each fault, and null for none', async () => {
    await expect(harness.create({ StartAt: 'A', States: LOOP })).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message:
        "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'",
    });
    await expect(
      harness.create({ StartAt: 'A', States: { A: { Type: 'Pass', Parameters: {}, End: true } } }),
    ).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message:
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'Parameters' is only supported for the 'JSONPath' QueryLanguage at /States/A'",
    });
  });
});
