import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendTaskFailureCommand, SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '#contract/delivery.ts';
import { useClock } from '#functions/runtime/clock.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { saveToken } from '#store/delivery/waits.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { ID, later, NOW } from '#test/factories/appointment.ts';
import { invoke } from '#test/factories/requests.ts';
import { SECRET_TOKEN, testBed } from '#test/factories/test-bed.ts';
import { entry } from '#test/factories/work.ts';

const the = testBed({ empty: true });
const nowMs = Date.parse(NOW);

const named = (name: string) => Object.assign(new Error(name), { name });
const announced = (...deliveries: Delivery[]): string[] =>
  deliveries.map((delivery) => {
    const write = addToOutbox(delivery, nowMs);
    the.memory.given(write);
    return String(write.item.Put?.Item?.id);
  });
const batch = (ids: string[]) => ({
  Records: ids.map((id, index) => ({
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: `s${index}`, NewImage: { id: { S: id }, delivery: { M: {} } } },
  })),
});
type Result = { batchItemFailures: { itemIdentifier: string }[] };
const relay = (ids: string[]) => invoke<Result>(the.memory, 'relay', batch(ids));
const failed = async (ids: string[]) =>
  (await relay(ids)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
const pending = () => the.memory.all('outbox').filter((row) => row.pending).length;
const wait = (name: string, token: string) => the.memory.given(saveToken(ID, name, token, nowMs));

const start: Delivery = { kind: 'start', appointmentId: ID, revision: 2 };
const resume: Delivery = { kind: 'resume', appointmentId: ID, wait: 'w', output: { route: 'accepted' } };
const sendBack: Delivery = {
  kind: 'resume',
  appointmentId: ID,
  wait: 'w',
  error: { error: 'Rejected', cause: '数据有误' },
};
const wake: Delivery = { kind: 'publish', detailType: 'DispatchNeeded', detail: { unit: 'shangluo' } };
const cancel: Delivery = { kind: 'cancel-waits', appointmentId: ID, cause: '不再需要' };

const sent = (command: typeof SendTaskSuccessCommand | typeof SendTaskFailureCommand) =>
  the.stepFunctions.commandCalls(command as typeof SendTaskSuccessCommand).map((call) => call.args[0].input);

describe('the relay', () => {
  it('starts an execution of the appointment machine, named by appointment and revision', async () => {
    expect(await failed(announced(start))).toEqual([]);
    const [call] = the.stepFunctions.commandCalls(StartExecutionCommand);
    expect(call?.args[0].input).toEqual({
      stateMachineArn: process.env.MACHINE_APPOINTMENT,
      name: `${ID}-r2`,
      input: JSON.stringify({ appointmentId: ID, revision: 2 }),
    });
    expect(pending()).toBe(0);
  });

  it('takes an execution that was started already for started', async () => {
    the.stepFunctions.on(StartExecutionCommand).rejects(named('ExecutionAlreadyExists'));
    expect(await failed(announced(start))).toEqual([]);
    expect(pending()).toBe(0);
  });

  it('resumes a wait with an output, or with an error', async () => {
    wait('w', SECRET_TOKEN);
    expect(await failed(announced(resume, sendBack))).toEqual([]);
    expect(sent(SendTaskSuccessCommand)).toEqual([
      { taskToken: SECRET_TOKEN, output: '{"route":"accepted"}' },
    ]);
    expect(sent(SendTaskFailureCommand)).toEqual([
      { taskToken: SECRET_TOKEN, error: 'Rejected', cause: '数据有误' },
    ]);
    expect(pending()).toBe(0);
  });

  it('tells the event bus', async () => {
    expect(await failed(announced(wake))).toEqual([]);
    expect(the.events.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries).toEqual([
      {
        EventBusName: 'greenlane',
        Source: 'greenlane',
        DetailType: 'DispatchNeeded',
        Detail: '{"unit":"shangluo"}',
      },
    ]);
  });

  it('does not take a refusal of the bus for a delivery', async () => {
    the.events.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'Throttled' }] });
    expect(await failed(announced(wake))).toEqual(['s0']);
    expect(pending()).toBe(1);
  });

  it('fails every wait of a cancelled appointment, also when some are over', async () => {
    wait('a', 'task-token-a');
    wait('b', 'task-token-b');
    wait('c', 'task-token-c');
    the.stepFunctions
      .on(SendTaskFailureCommand, { taskToken: 'task-token-b' })
      .rejects(named('TaskTimedOut'));
    expect(await failed(announced(cancel))).toEqual([]);
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
      expect(await failed(announced(resume))).toEqual([]);
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
    expect(await failed(announced(resume))).toEqual([]);
    expect(sent(SendTaskSuccessCommand).map(({ taskToken }) => taskToken)).toEqual([
      'task-token-old',
      'task-token-new',
    ]);
  });

  it('finds the token that lives, whichever was saved last', async () => {
    wait('w', 'task-token-alive');
    wait('w', 'task-token-of-an-attempt-that-was-slow');
    wait('w-1', 'task-token-of-another-wait');
    the.stepFunctions
      .on(SendTaskSuccessCommand, { taskToken: 'task-token-of-an-attempt-that-was-slow' })
      .rejects(named('TaskTimedOut'));
    expect(await failed(announced(resume))).toEqual([]);
    const tried = sent(SendTaskSuccessCommand).map(({ taskToken }) => taskToken);
    expect(tried).toContain('task-token-alive');
    expect(tried).not.toContain('task-token-of-another-wait');
    expect(pending()).toBe(0);
  });

  it('does not give up a wait whose token is not there: somebody is told', async () => {
    const ids = announced(resume);
    expect(await failed(ids)).toEqual(['s0']);
    expect(pending()).toBe(1);
    expect(the.lines.join()).toContain('no token for w');
    wait('w', SECRET_TOKEN);
    expect(await failed(ids)).toEqual([]);
  });

  it('goes on with the others of a batch when one fails, and reports that one', async () => {
    the.stepFunctions.on(StartExecutionCommand).rejectsOnce(named('ThrottlingException')).resolves({});
    const ids = announced(start, wake, { ...start, revision: 3 });
    expect(await failed(ids)).toEqual(['s0']);
    expect(pending()).toBe(1);
    // The stream brings it again with all that follows: what was delivered is left alone.
    expect(await failed(ids)).toEqual([]);
    expect(the.stepFunctions.commandCalls(StartExecutionCommand)).toHaveLength(3);
    expect(the.events.commandCalls(PutEventsCommand)).toHaveLength(1);
  });

  it('cut off after it delivered delivers again, which the receiver takes for the same', async () => {
    const ids = announced(start);
    the.memory.fail(
      () => new Error('cut off'),
      ({ command }) => command === 'Update',
    );
    expect(await failed(ids)).toEqual(['s0']);
    the.stepFunctions.on(StartExecutionCommand).rejects(named('ExecutionAlreadyExists'));
    expect(await failed(ids)).toEqual([]);
    expect(pending()).toBe(0);
  });

  it('leaves a row alone that is gone', async () => {
    expect(await failed(['gone'])).toEqual([]);
    expect(the.memory.writes).toEqual([]);
  });

  it('refuses what is no batch of a stream', async () => {
    await expect(invoke(the.memory, 'relay', { Records: [{}] })).rejects.toMatchObject({ name: 'ZodError' });
  });
});

describe('the reconciler', () => {
  type Sum = { delivered: number; failed: number; woken: number };
  const reconcile = (hours = 1) => {
    useClock(() => Date.parse(later(hours)));
    return invoke<Sum>(the.memory, 'reconciler', {});
  };

  it('delivers what the relay left behind', async () => {
    announced(start, wake);
    expect(await reconcile()).toEqual({ delivered: 2, failed: 0, woken: 0 });
    expect(pending()).toBe(0);
    expect(await reconcile()).toEqual({ delivered: 0, failed: 0, woken: 0 });
  });

  it("leaves alone what is the relay's business still", async () => {
    announced(start);
    expect(await reconcile(0)).toMatchObject({ delivered: 0 });
    expect(pending()).toBe(1);
  });

  it('goes on after one row fails, wakes the dispatchers, and then fails so that it is noticed', async () => {
    the.memory.given(enterQueue(entry()));
    announced(resume, start);
    await expect(reconcile()).rejects.toThrow('1 outbox rows stay undelivered');
    expect(the.stepFunctions.commandCalls(StartExecutionCommand)).toHaveLength(1);
    expect(the.events.commandCalls(PutEventsCommand)).toHaveLength(1);
    expect(pending()).toBe(1);
  });

  it('reaches what lies behind rows that nobody can deliver', async () => {
    announced(...Array.from({ length: 450 }, () => resume), start);
    await expect(reconcile()).rejects.toThrow('450 outbox rows stay undelivered');
    expect(the.stepFunctions.commandCalls(StartExecutionCommand)).toHaveLength(1);
  });

  it('wakes the dispatcher of every unit where somebody waits, and of no other', async () => {
    the.memory.given(
      enterQueue(entry()),
      enterQueue(entry({ unit: 'yulin' })),
      enterQueue(entry({ appointmentId: 'B' })),
    );
    expect(await reconcile()).toMatchObject({ woken: 2 });
    const units = the.events
      .commandCalls(PutEventsCommand)
      .map((call) => call.args[0].input.Entries?.[0]?.Detail);
    expect(units.sort()).toEqual(['{"unit":"shangluo"}', '{"unit":"yulin"}']);
  });
});
