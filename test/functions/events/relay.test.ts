import { SendTaskFailureCommand, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '#contract/delivery.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { ID, NOW } from '#test/factories/appointment.ts';
import { delivery, keptToken } from '#test/factories/delivery.ts';
import { emptyBed, SECRET_TOKEN } from '#test/factories/empty-bed.ts';
import type { Row } from '#test/factories/memory-tables.ts';
import { invoke } from '#test/factories/requests.ts';

const the = emptyBed();
const nowMs = Date.parse(NOW);

const named = (name: string) => Object.assign(new Error(name), { name });
/** Rows of the outbox, committed, as they stand. */
const announced = (...deliveries: Delivery[]): Row[] =>
  deliveries.map((one) => {
    const write = addToOutbox(one, nowMs);
    the.memory.given(write);
    return write.item.Put?.Item ?? {};
  });
const record = ({ bucket, id, ...rest }: Row, number = 0) => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: `s${number}`,
    Keys: marshall({ bucket, id }),
    NewImage: marshall({ bucket, id, ...rest }),
  },
});
type Result = { batchItemFailures: { itemIdentifier: string }[] };
const failed = async (rows: Row[]) => {
  const Records = rows.map(record);
  const { batchItemFailures } = await invoke<Result>(the.memory, 'relay', { Records });
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};
const pending = () => the.memory.all('outbox').length;
const wait = (name: string, token: string) => the.memory.given(keptToken(ID, name, token));

const sendBack = delivery.resume({ error: { error: 'Rejected', cause: '数据有误' } });

const sent = (command: typeof SendTaskSuccessCommand | typeof SendTaskFailureCommand) =>
  the.stepFunctions.commandCalls(command as typeof SendTaskSuccessCommand).map((call) => call.args[0].input);

describe('the relay', () => {
  it('starts the appointment machine, named by appointment and revision, with its small decisions', async () => {
    const start = delivery.start({ route: 'review', waiver: 'decide' });
    expect(await failed(announced(start))).toEqual([]);
    const [call] = the.stepFunctions.commandCalls(StartExecutionCommand);
    expect(call?.args[0].input).toEqual({
      stateMachineArn: process.env.MACHINE_APPOINTMENT,
      name: `${ID}-r2`,
      input: JSON.stringify(start.input),
    });
    expect(pending()).toBe(0);
  });

  it('delivers from what the stream brings: it reads no row before it', async () => {
    expect(await failed(announced(delivery.start()))).toEqual([]);
    expect(the.memory.calls.map(({ command, tables }) => ({ command, tables }))).toEqual([
      { command: 'Delete', tables: ['outbox'] },
    ]);
  });

  it('takes an execution that was started already for started', async () => {
    the.stepFunctions.on(StartExecutionCommand).rejects(named('ExecutionAlreadyExists'));
    expect(await failed(announced(delivery.start()))).toEqual([]);
    expect(pending()).toBe(0);
  });

  it('resumes a wait with an output, or with an error', async () => {
    wait('w', SECRET_TOKEN);
    expect(await failed(announced(delivery.resume(), sendBack))).toEqual([]);
    expect(sent(SendTaskSuccessCommand)).toEqual([
      { taskToken: SECRET_TOKEN, output: '{"route":"accepted"}' },
    ]);
    expect(sent(SendTaskFailureCommand)).toEqual([
      { taskToken: SECRET_TOKEN, error: 'Rejected', cause: '数据有误' },
    ]);
    expect(pending()).toBe(0);
  });

  it('fails every wait of a cancelled appointment, also when some are over', async () => {
    wait('a', 'task-token-a');
    wait('b', 'task-token-b');
    wait('c', 'task-token-c');
    the.stepFunctions
      .on(SendTaskFailureCommand, { taskToken: 'task-token-b' })
      .rejects(named('TaskTimedOut'));
    expect(await failed(announced(delivery.cancel()))).toEqual([]);
    expect(sent(SendTaskFailureCommand)).toMatchObject(
      ['a', 'b', 'c'].map((name) => ({
        taskToken: `task-token-${name}`,
        error: 'Refused',
        cause: '{"code":"Cancelled","detail":"不再需要"}',
      })),
    );
    expect(pending()).toBe(0);
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])(
    'takes a wait that is over for resumed: %s',
    async (name) => {
      wait('w', SECRET_TOKEN);
      the.stepFunctions.on(SendTaskSuccessCommand).rejects(named(name));
      expect(await failed(announced(delivery.resume()))).toEqual([]);
      expect(sent(SendTaskSuccessCommand)).toHaveLength(1);
      expect(pending()).toBe(0);
    },
  );

  it('uses the newer token when the wait was replaced meanwhile', async () => {
    wait('w', 'task-token-old');
    the.stepFunctions.on(SendTaskSuccessCommand, { taskToken: 'task-token-old' }).callsFake(() => {
      wait('w', 'task-token-new');
      throw named('TaskTimedOut');
    });
    expect(await failed(announced(delivery.resume()))).toEqual([]);
    expect(sent(SendTaskSuccessCommand).map(({ taskToken }) => taskToken)).toEqual([
      'task-token-old',
      'task-token-new',
    ]);
  });

  it('has nothing to do where nobody has come to wait yet: who comes reads what was decided', async () => {
    expect(await failed(announced(delivery.resume(), sendBack, delivery.cancel()))).toEqual([]);
    expect(the.stepFunctions.calls()).toEqual([]);
    expect(pending()).toBe(0);
  });

  it('goes on with the others of a batch when one fails, and reports that one', async () => {
    the.stepFunctions.on(StartExecutionCommand).rejectsOnce(named('ThrottlingException')).resolves({});
    const rows = announced(delivery.start(), delivery.resume(), delivery.start({ revision: 3 }));
    expect(await failed(rows)).toEqual(['s0']);
    expect(pending()).toBe(1);
    expect(await failed(rows)).toEqual([]);
    expect(pending()).toBe(0);
  });

  it('refuses what is no batch of a stream', async () => {
    await expect(invoke(the.memory, 'relay', { Records: [{}] })).rejects.toMatchObject({ name: 'ZodError' });
  });
});

describe('a delivery that was cut off before its row was gone', () => {
  const cutOff = (...kinds: Delivery[]) => {
    the.memory.fail(
      () => new Error('cut off'),
      ({ command }) => command === 'Delete',
    );
    return announced(...kinds);
  };

  it('of a start comes again, and is taken for the same', async () => {
    const rows = cutOff(delivery.start());
    expect(await failed(rows)).toEqual(['s0']);
    expect(pending()).toBe(1);
    the.stepFunctions.on(StartExecutionCommand).rejects(named('ExecutionAlreadyExists'));
    expect(await failed(rows)).toEqual([]);
    expect(pending()).toBe(0);
  });

  it.each([
    ['of a resume', delivery.resume()],
    ['of a resume with an error', sendBack],
    ['of a cancellation', delivery.cancel()],
  ])('%s comes again, and finds its wait over', async (_, one) => {
    wait('w', SECRET_TOKEN);
    const rows = cutOff(one);
    expect(await failed(rows)).toEqual(['s0']);
    expect(pending()).toBe(1);
    the.stepFunctions.rejects(named('TaskTimedOut'));
    expect(await failed(rows)).toEqual([]);
    expect(pending()).toBe(0);
    const [first, second, ...more] = the.stepFunctions.calls().map(({ args }) => args[0].input);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
  });

  it('comes again too when its row is gone: what is removed twice is removed', async () => {
    const rows = announced(delivery.start());
    expect(await failed(rows)).toEqual([]);
    expect(await failed(rows)).toEqual([]);
    expect(pending()).toBe(0);
  });
});

describe('a row that nobody can read', () => {
  it.each([
    ['of a later version', (row: Row) => ({ ...row, v: 99 })],
    ['of a kind that is not known', (row: Row) => ({ ...row, delivery: { kind: 'email' } })],
  ])('%s is told of and reported as failed, and the others are delivered', async (_, spoil) => {
    const [first = {}, second = {}] = announced(delivery.resume(), delivery.start());
    expect(await failed([spoil(first), second])).toEqual(['s0']);
    expect(the.stepFunctions.commandCalls(StartExecutionCommand)).toHaveLength(1);
    expect(the.memory.all('outbox')).toEqual([first]);
    expect(the.lines.join()).toContain(`"outboxId":"${first.id}"`);
    expect(the.lines.join()).toContain('UnreadableRow');
  });

  it('because its image is no item does not hold up the others either', async () => {
    const [first = {}, second = {}] = announced(delivery.resume(), delivery.start());
    const broken = record(first);
    broken.dynamodb.NewImage = { id: { X: 1 } } as never;
    const result = await invoke<Result>(the.memory, 'relay', { Records: [broken, record(second, 1)] });
    expect(result.batchItemFailures).toEqual([{ itemIdentifier: 's0' }]);
    expect(the.stepFunctions.commandCalls(StartExecutionCommand)).toHaveLength(1);
  });
});
