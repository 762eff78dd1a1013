import { afterAll, beforeAll, expect, it } from 'vitest';
import { CALLBACK, type Execution, Harness } from './harness.ts';

let harness: Harness;
let token = '';
beforeAll(async () => {
  harness = await Harness.open({
    ask: (payload) => {
      token = String(payload.token);
      return null;
    },
  });
});
afterAll(() => harness.close());

const asking = {
  Type: 'Task',
  Resource: CALLBACK,
  Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
};
const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Told' }];
const Told = { Type: 'Succeed' };

/** Runs a machine until it asks, and answers with a failure. */
async function failing(StartAt: string, States: object, failure: object): Promise<Execution> {
  const { arn } = await harness.run({ StartAt, States });
  await harness.call('SendTaskFailure', { taskToken: token, ...failure });
  await harness.engine.idle();
  return harness.execution(arn);
}

// Executions recorded on AWS, 2024-04-29.
it('gives a catcher null for the error and the cause that a failure was sent without', async () => {
  const task = await failing('Ask', { Ask: { ...asking, Catch, End: true }, Told }, {});
  expect(task.output).toEqual({ Error: null, Cause: null });
  expect(task.details('TaskFailed')).toEqual({
    resourceType: 'lambda',
    resource: 'invoke.waitForTaskToken',
  });
});

it('gives it to a catcher around the task too', async () => {
  const Branches = [{ StartAt: 'Ask', States: { Ask: { ...asking, End: true } } }];
  const outer = await failing('P', { P: { Type: 'Parallel', Branches, Catch, End: true }, Told }, {});
  expect(outer.output).toEqual({ Error: null, Cause: null });
});

it('keeps what a failure was sent with, and leaves an uncaught one without a name', async () => {
  const named = await failing('Ask', { Ask: { ...asking, Catch, End: true }, Told }, { error: 'No' });
  expect(named.output).toEqual({ Error: 'No', Cause: null });
  const uncaught = await failing('Ask', { Ask: { ...asking, End: true } }, {});
  expect(uncaught.status).toBe('FAILED');
  expect(uncaught.described).not.toHaveProperty('error');
  expect(uncaught.details('ExecutionFailed')).toEqual({});
});
