import { afterEach, expect, it } from 'vitest';
import { FunctionError, Harness, INVOKE } from './harness.ts';

const SOURCE = 'https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html';
let harness: Harness;
afterEach(() => harness.close());

const work = (more: object = {}): object => ({
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName: 'work', Payload: { n: '{% $states.input %}' } },
  Output: '{% $states.result.Payload %}',
  End: true,
  ...more,
});

it(`goes on from the task that failed, with its retries from zero (${SOURCE})`, async () => {
  let broken = true;
  harness = await Harness.open({
    work: ({ n }) => {
      if (broken) throw new FunctionError('Broken');
      return n ?? null;
    },
  });
  const machine = await harness.create({
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { kept: 7 }, Output: 1, Next: 'T' },
      T: work({ Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 1 }], Output: '{% $kept %}' }),
    },
  });
  const arn = await harness.start(machine);
  await harness.pass(10);
  const failed = await harness.execution(arn);
  expect(failed.described).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE', redriveCount: 0 });
  broken = false;
  await harness.call('RedriveExecution', { executionArn: arn });
  await harness.engine.idle();
  const redriven = await harness.execution(arn);
  expect(redriven.output).toBe(7);
  expect(redriven.described).toMatchObject({ redriveCount: 1, redriveDate: harness.clock.now() / 1000 });
  expect(redriven.described).not.toHaveProperty('error');
  expect(redriven.types.slice(failed.types.length)).toEqual([
    'ExecutionRedriven',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  expect(redriven.details('ExecutionRedriven')).toEqual({ redriveCount: 1 });
});

it('runs only the branches and iterations again that had not ended well', async () => {
  let broken = true;
  harness = await Harness.open({
    work: ({ n }) => {
      if (broken && Number(n) === 2) throw new FunctionError('Broken');
      return Number(n) * 10;
    },
  });
  const machine = await harness.create({
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        Items: [1, 2, 3],
        MaxConcurrency: 1,
        ItemProcessor: { StartAt: 'T', States: { T: work() } },
        End: true,
      },
    },
  });
  const arn = await harness.start(machine);
  expect((await harness.execution(arn)).error).toBe('Broken');
  broken = false;
  await harness.call('RedriveExecution', { executionArn: arn });
  await harness.engine.idle();
  expect((await harness.execution(arn)).output).toEqual([10, 20, 30]);
  expect(harness.calls.map((call) => (call.payload as { n: number }).n)).toEqual([1, 2, 2, 3]);
});

it('takes up what was stopped, and refuses what ended well or still runs', async () => {
  harness = await Harness.open();
  const machine = await harness.create({
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 60, End: true } },
  });
  const arn = await harness.start(machine);
  const redrive = () => harness.call('RedriveExecution', { executionArn: arn });
  await expect(redrive()).rejects.toMatchObject({
    name: 'ExecutionNotRedrivable',
    message: "Execution Not Redrivable: 'Execution is RUNNING and cannot be redriven'",
  });
  await harness.call('StopExecution', { executionArn: arn });
  await redrive();
  await harness.engine.idle();
  expect((await harness.execution(arn)).status).toBe('RUNNING');
  await harness.pass(60);
  expect((await harness.execution(arn)).status).toBe('SUCCEEDED');
  await expect(redrive()).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
});

it('starts the iteration again that could not be started', async () => {
  harness = await Harness.open({ work: ({ n }) => Number(n) * 10 });
  const later = harness.clock.now() + 60_000;
  const machine = await harness.create({
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        Items: [1, 2, 3],
        MaxConcurrency: 1,
        ItemSelector: `{% $states.context.Map.Item.Value = 2 and $millis() < ${later} ? $error('too early') : $states.context.Map.Item.Value %}`,
        ItemProcessor: { StartAt: 'T', States: { T: work() } },
        End: true,
      },
    },
  });
  const arn = await harness.start(machine);
  expect((await harness.execution(arn)).error).toBe('States.QueryEvaluationError');
  await harness.pass(60);
  await harness.call('RedriveExecution', { executionArn: arn });
  await harness.engine.idle();
  expect((await harness.execution(arn)).output).toEqual([10, 20, 30]);
});
