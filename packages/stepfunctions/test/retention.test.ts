import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from '../src/clock.ts';
import { CALLBACK, Harness, START } from './harness.ts';

const DAY = 86_400;
const SOURCE = 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html';
const passing = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
const waiting = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 200 * DAY, End: true } } };
const asking = {
  StartAt: 'T',
  States: {
    T: {
      Type: 'Task',
      Resource: CALLBACK,
      Arguments: { FunctionName: 'hand', Payload: { token: '{% $states.context.Task.Token %}' } },
      End: true,
    },
  },
};

let folder: string;
let database: string;
let harness: Harness | undefined;
const tokens: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-retention-'));
  database = join(folder, 'executions.sqlite');
  tokens.length = 0;
});
afterEach(async () => {
  await harness?.close();
  harness = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function open(more: object = {}): Promise<Harness> {
  harness = await Harness.open(
    {
      hand: ({ token }) => {
        tokens.push(String(token));
        return null;
      },
    },
    { database, ...more },
  );
  return harness;
}

/** How many rows each table of the file has. */
function rows(): Record<string, number> {
  const file = new DatabaseSync(database, { readOnly: true });
  const count = (table: string) => Number(file.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()?.n);
  const counted = { executions: count('executions'), history: count('history'), timers: count('timers') };
  file.close();
  return counted;
}

describe(`an execution that ended (${SOURCE})`, () => {
  it('is there for 90 days, with its history and its name, and then it is not', async () => {
    const { call, pass, create, start } = bound(await open());
    const machine = await create(passing);
    const executionArn = await start(machine, {}, 'one');

    await pass(90 * DAY - 1);
    expect(await call('DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED' });
    await expect(call('StartExecution', { stateMachineArn: machine, name: 'one' })).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });

    await pass(1);
    for (const operation of ['DescribeExecution', 'GetExecutionHistory', 'StopExecution']) {
      await expect(call(operation, { executionArn })).rejects.toMatchObject({
        name: 'ExecutionDoesNotExist',
      });
    }
    expect(await call('ListExecutions', { stateMachineArn: machine })).toEqual({ executions: [] });
    await start(machine, { again: true }, 'one');
    expect(await call('DescribeExecution', { executionArn })).toMatchObject({ input: '{"again":true}' });
  });

  it('leaves no row behind, however many there are', async () => {
    const { pass, create, start, call } = bound(await open());
    const machine = await create(passing);
    for (let number = 0; number < 120; number++)
      await call('StartExecution', { stateMachineArn: machine, name: `n-${number}`, input: '{}' });
    const long = await start(await create(waiting));
    expect(rows()).toEqual({ executions: 121, history: 121, timers: 1 });

    await pass(91 * DAY);
    await drained();
    expect(rows()).toEqual({ executions: 1, history: 1, timers: 1 });
    expect(await call('DescribeExecution', { executionArn: long })).toMatchObject({ status: 'RUNNING' });
  });

  it('is removed when the engine is opened later, and never before its time', async () => {
    const first = bound(await open());
    await first.start(await first.create(passing));
    await first.close();
    const later = (days: number) => new MovableClock({ flowing: false, start: START + days * DAY * 1000 });

    await open({ clock: later(89) });
    await drained();
    expect(rows()).toMatchObject({ executions: 1, history: 1 });
    await harness?.close();
    await open({ clock: later(90) });
    await drained();
    expect(rows()).toMatchObject({ executions: 0, history: 0 });
  });

  it('is kept as long as the option says', async () => {
    const { call, pass, create, start } = bound(await open({ historyRetentionDays: 2 }));
    const executionArn = await start(await create(passing));
    await pass(2 * DAY);
    await expect(call('DescribeExecution', { executionArn })).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
    await expect(open({ database: ':memory:', historyRetentionDays: 0 })).rejects.toThrow(RangeError);
  });
});

describe('an execution under the name of one that is gone', () => {
  it('does not take its token, nor its number', async () => {
    const { call, pass, create, start } = bound(await open());
    const machine = await create(asking);
    await start(machine, {}, 'one');
    await call('SendTaskSuccess', { taskToken: tokens[0], output: '1' });
    await pass(91 * DAY);
    await drained();
    const executionArn = await start(machine, {}, 'one');

    expect(tokens[1]).not.toBe(tokens[0]);
    await expect(call('SendTaskSuccess', { taskToken: tokens[0], output: '2' })).rejects.toMatchObject({
      name: 'InvalidToken',
    });
    expect(await call('DescribeExecution', { executionArn })).toMatchObject({ status: 'RUNNING' });
    const file = new DatabaseSync(database, { readOnly: true });
    expect(file.prepare('SELECT id FROM executions').all()).toEqual([{ id: 2 }]);
    file.close();
  });
});

/** Batches follow each other in turns of the event loop. */
const drained = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
};

const bound = (of: Harness) => ({
  call: of.call.bind(of),
  pass: of.pass.bind(of),
  create: of.create.bind(of),
  start: of.start.bind(of),
  close: of.close.bind(of),
});
