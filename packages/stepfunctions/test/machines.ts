import fc from 'fast-check';
import { CALLBACK, INVOKE } from './harness.ts';

/** One step of a generated workflow; a workflow is a list of them. */
export type Step =
  | { kind: 'pass'; add: number }
  | { kind: 'choice'; limit: number }
  | { kind: 'wait'; seconds: number }
  | { kind: 'task'; fails: number; caught: boolean }
  | { kind: 'callback' }
  | { kind: 'nested' }
  | { kind: 'parallel'; branches: Step[][] }
  | { kind: 'map'; items: number; concurrency: number; steps: Step[] };

const leaf: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('pass' as const), add: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ kind: fc.constant('choice' as const), limit: fc.integer({ min: 0, max: 10 }) }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 30 }) }),
  fc.record({
    kind: fc.constant('task' as const),
    fails: fc.integer({ min: 0, max: 3 }),
    caught: fc.boolean(),
  }),
  fc.constant<Step>({ kind: 'callback' }),
  fc.constant<Step>({ kind: 'nested' }),
);

const { workflow } = fc.letrec<{ step: Step; workflow: Step[] }>((tie) => ({
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constant('parallel' as const),
      branches: fc.array(tie('workflow'), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({
      kind: fc.constant('map' as const),
      items: fc.integer({ min: 0, max: 3 }),
      concurrency: fc.integer({ min: 0, max: 2 }),
      steps: tie('workflow'),
    }),
  ),
  workflow: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
}));

export const workflows = workflow;

/** The machine that nested steps start. */
export const CHILD = {
  QueryLanguage: 'JSONata',
  StartAt: 'Rest',
  States: { Rest: { Type: 'Wait', Seconds: 3, Output: '{% $states.input.n + 100 %}', End: true } },
};

/** The States Language for a workflow. Every state takes a number and gives a number. */
export function machineOf(steps: readonly Step[], childArn: string): object {
  let count = 0;
  const states = (list: readonly Step[]): object => {
    const names = list.map((step) => `${step.kind} ${++count}`);
    const end = `end ${++count}`;
    const entries = list.map(
      (step, index) => [names[index], stateOf(step, names[index + 1] ?? end)] as const,
    );
    return { StartAt: names[0], States: { ...Object.fromEntries(entries), [end]: { Type: 'Succeed' } } };
  };
  const stateOf = (step: Step, Next: string): object => {
    switch (step.kind) {
      case 'pass':
        return { Type: 'Pass', Output: `{% $states.input + ${step.add} %}`, Next };
      case 'choice':
        return {
          Type: 'Choice',
          Choices: [
            { Condition: `{% $states.input > ${step.limit} %}`, Output: '{% $states.input - 1 %}', Next },
          ],
          Default: Next,
        };
      case 'wait':
        return { Type: 'Wait', Seconds: step.seconds, Next };
      case 'task':
        return {
          Type: 'Task',
          Resource: INVOKE,
          Arguments: {
            FunctionName: 'work',
            Payload: {
              n: '{% $states.input %}',
              fails: step.fails,
              tried: '{% $states.context.State.RetryCount %}',
            },
          },
          Output: '{% $states.result.Payload %}',
          Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 2, IntervalSeconds: 2, JitterStrategy: 'FULL' }],
          ...(step.caught
            ? { Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.input %}', Next }] }
            : {}),
          Next,
        };
      case 'callback':
        return {
          Type: 'Task',
          Resource: CALLBACK,
          Arguments: {
            FunctionName: 'hand',
            Payload: { token: '{% $states.context.Task.Token %}', n: '{% $states.input %}' },
          },
          TimeoutSeconds: 1000,
          Next,
        };
      case 'nested':
        return {
          Type: 'Task',
          Resource: 'arn:aws-cn:states:::states:startExecution.sync:2',
          Arguments: { StateMachineArn: childArn, Input: { n: '{% $states.input %}' } },
          Output: '{% $states.result.Output %}',
          Next,
        };
      case 'parallel':
        return {
          Type: 'Parallel',
          Branches: step.branches.map(states),
          Output: '{% $sum($states.result) %}',
          Next,
        };
      case 'map':
        return {
          Type: 'Map',
          Items: `{% $map([0..${step.items}], function($i) { $i + $states.input }) %}`,
          MaxConcurrency: step.concurrency,
          ItemProcessor: states(step.steps),
          Output: '{% $sum($states.result) %}',
          Next,
        };
    }
  };
  return { QueryLanguage: 'JSONata', ...states(steps) };
}
