import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, test } from 'vitest';
import { stepFunctions } from '#functions/runtime/clients.ts';
import { verify } from '#local/demo/scenario.ts';
import { executionArn, machinePhysicalName } from '#local/names.ts';
import { client as database } from '#store/dynamodb/client.ts';
import { useRunningSystem } from './running-system.ts';

const CLINIC = '91610902TT0000117L';
const MINUTE = 60_000;

type Fault = (number: number, tables: string[]) => 'before' | 'after' | undefined;
type Transaction = { TransactItems?: Record<string, { TableName: string }>[] };

/** Makes transactions fail, before or after they take effect, as `fault` says of each by its number and tables. */
function injectFaults(fault: Fault): void {
  let number = 0;
  database.middlewareStack.add(
    (next, context) => async (args) => {
      const { TransactItems = [] } = args.input as Transaction;
      const tables = TransactItems.flatMap((item) => Object.values(item).map(({ TableName }) => TableName));
      const when = context.commandName === 'TransactWriteItemsCommand' ? fault(number++, tables) : undefined;
      if (when === 'before') {
        throw new TransactionCanceledException({
          $metadata: {},
          message: 'injected',
          CancellationReasons: [{ Code: 'TransactionConflict' }],
        });
      }
      const result = await next(args);
      // It took effect, and nobody was told.
      if (when === 'after') throw Object.assign(new Error('injected'), { name: 'TimeoutError' });
      return result;
    },
    { name: 'faults', step: 'initialize', priority: 'high' },
  );
}

const whole = ['Submitted', 'Dispatched', 'Received', 'Tested', 'Checked', 'Authorised', 'Completed'];

describe('something fails in the middle', () => {
  const running = useRunningSystem();
  afterEach(() => database.middlewareStack.remove('faults'));

  test('transactions that conflict are tried again, and nobody notices', async () => {
    const { scenario } = running;
    injectFaults((number) => (number % 3 === 0 ? 'before' : undefined));
    const followed = await scenario.submit(CLINIC, { mode: 'send-in', lines: [scenario.line('caliper', 1)] });
    await verify(followed);

    const { history } = await followed.status('COMPLETED');
    expect(history.map(({ type }) => type)).toEqual(whole);
  });

  test('whichever transaction is cut off after it took effect, nothing is lost and nothing is done twice', async () => {
    const { scenario, client, system } = running;
    // Retries of machines and of the relay wait for their time.
    Object.assign(client.pace, { looks: 30, moment: () => system.advance(MINUTE) });
    let cut = true;
    let transactions = 0;
    for (; cut; transactions++) {
      cut = false;
      injectFaults((number) => {
        if (number !== transactions) return undefined;
        cut = true;
        return 'after';
      });
      const followed = await scenario.submit(CLINIC, {
        mode: 'send-in',
        lines: [scenario.line('caliper', 1)],
      });
      await verify(followed);
      const { history } = await followed.status('COMPLETED');
      database.middlewareStack.remove('faults');

      expect(
        history.map(({ type }) => type),
        `transaction ${transactions}`,
      ).toEqual(whole);
    }
    // One more than there are in the whole job was tried: submission, dispatch, four tasks opened, four decided, close.
    expect(transactions).toBeGreaterThanOrEqual(12);
  });

  test('what cannot go on ends FAILED with a reason, and what it had taken is given back', async () => {
    const { scenario, system } = running;
    injectFaults((_number, tables) => (tables.includes('greenlane-certificates') ? 'before' : undefined));
    const followed = await scenario.submit(CLINIC, { mode: 'on-site', lines: [scenario.line('caliper', 1)] });
    await verify(followed);

    // The machine tries several times, with growing pauses, before it gives up.
    await system.advance(10 * MINUTE);

    const { appointment } = await followed.status('FAILED');
    expect(appointment).toMatchObject({
      failure: { code: 'Unavailable', reason: { zh: expect.any(String), en: expect.any(String) } },
    });
  });

  test('an execution that operators stop is cleaned up after', async () => {
    const { scenario, system } = running;
    const followed = await scenario.submit(CLINIC, { mode: 'on-site', lines: [scenario.line('caliper', 1)] });
    await followed.task('test');
    const execution = executionArn(machinePhysicalName('appointment'), `${followed.id}-r1`);

    await stepFunctions.send(new StopExecutionCommand({ executionArn: execution }));
    await system.settle();

    const { appointment, waitingFor } = await followed.status('FAILED');
    expect(appointment).toMatchObject({ failure: { code: 'Aborted' } });
    expect(waitingFor).toEqual([]);
  });
});
