import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { transition } from '#domain/appointments/transitions.ts';
import { useClock } from '#functions/runtime/clock.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { leaveQueue, park } from '#store/dispatch/queue.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { NOW } from '#test/factories/appointment.ts';
import { dispatchBed, idOf, news } from '#test/factories/dispatch-bed.ts';
import { type Call, cancelled, throttled } from '#test/factories/memory-tables.ts';
import { invoke } from '#test/factories/requests.ts';
import { shift, team } from '#test/factories/work.ts';

const bed = dispatchBed();
const { the, dispatch, file, remaining, statuses, teamWith, waiting } = bed;
const transact = ({ command }: Call) => command === 'TransactWrite';
const done = { batchItemFailures: [] };

/** Somebody asked for it to be cancelled; its machine has not yet given its place back. */
const cancel = (index: number) => {
  const { appointment } = file(index);
  const next = transition(
    appointment,
    'CancelRequested',
    { cancellation: { at: NOW, by: 'x', reason: 'x' } },
    NOW,
  );
  the.memory.given(...updateAppointment(appointment, next, { type: 'CancelRequested', at: NOW, by: 'x' }));
};

describe('the dispatcher', () => {
  it('assigns the head of the queue: capacity, job, entry, appointment and resume in one transaction', async () => {
    teamWith(480);
    waiting(1);
    expect(await dispatch()).toEqual(done);
    expect(file(0).appointment).toMatchObject({
      status: 'ASSIGNED',
      assignment: {
        teamId: 'shangluo-1',
        date: '2026-03-03',
        parts: [{ shiftId: 'shangluo-1-2026-03-03', date: '2026-03-03', minutes: 45 }],
        vehicle: '陕H·计01',
        explanation: { zh: expect.stringContaining('最早可行') },
      },
    });
    expect(file(0).history.at(-1)).toMatchObject({
      type: 'Dispatched',
      by: 'system',
      detail: { team: 'shangluo-1', date: '2026-03-03' },
    });
    expect(bed.shiftRows()).toMatchObject([{ remaining: 435, change: 'taken', version: 2 }]);
    expect(bed.jobRows()).toMatchObject([{ appointmentId: idOf(0), minutes: 45 }]);
    expect(bed.entries()).toEqual([]);
    expect(bed.delivered()).toMatchObject([
      { kind: 'resume', appointmentId: idOf(0), wait: 'dispatch-r1', error: { error: 'NothingToReceive' } },
    ]);
    expect(the.memory.writes).toHaveLength(1);
  });

  it('has the machine go on to receive what is sent in', async () => {
    teamWith(480);
    waiting(1, () => ({ mode: 'send-in' }));
    await dispatch();
    expect(bed.delivered()).toMatchObject([{ kind: 'resume', output: {} }]);
    expect(remaining()).toEqual([465]);
  });

  it('gives the minutes there are to the first in rank, and sets the others aside', async () => {
    teamWith(100);
    waiting(3);
    await dispatch();
    expect(statuses(3)).toEqual(['ASSIGNED', 'ASSIGNED', 'QUEUED']);
    expect(bed.parkedIds()).toEqual([idOf(2)]);
    expect(remaining()).toEqual([10]);
  });

  it('fills shift after shift over several pages, by what it wrote itself', async () => {
    teamWith(450, 5);
    waiting(45);
    await dispatch();
    expect(remaining()).toEqual([0, 0, 0, 0, 225]);
  });

  it('goes past those that are being cancelled, which keep their entries until they are released', async () => {
    teamWith(480);
    waiting(26);
    for (let index = 0; index < 25; index++) cancel(index);
    expect(await dispatch()).toEqual(done);
    expect(file(25).appointment.status).toBe('ASSIGNED');
    expect(bed.waitingIds()).toHaveLength(25);
    expect(remaining()).toEqual([435]);
  });

  it('does not set aside one that is being cancelled', async () => {
    waiting(1);
    cancel(0);
    await dispatch();
    expect(the.memory.writes).toEqual([]);
  });

  it('plans anew when somebody else took from the shift meanwhile', async () => {
    teamWith(100);
    waiting(2);
    the.memory.fail(() => {
      the.memory.given(createShift(shift({ minutes: 100, remaining: 50, version: 2 })));
      return cancelled(['None', 'ConditionalCheckFailed']);
    }, transact);
    expect(await dispatch()).toEqual(done);
    expect(statuses(2)).toEqual(['ASSIGNED', 'QUEUED']);
    expect(remaining()).toEqual([5]);
  });

  it('trusts what it wrote itself more than an index that lags behind', async () => {
    teamWith(450, 3);
    waiting(25);
    the.memory.lagBehind('shifts');
    await dispatch();
    expect(remaining()).toEqual([0, 0, 225]);
    expect(the.memory.writes).toHaveLength(25);
  });

  it('reads a shift anew that an index shows too old', async () => {
    teamWith(480);
    waiting(1);
    the.memory.lagBehind('shifts');
    the.memory.given(createShift(shift({ remaining: 60, version: 5 })));
    await dispatch();
    expect(remaining()).toEqual([15]);
    expect(the.memory.writes).toHaveLength(2);
  });

  it('does not assign before the day that was asked for, or to a shift of the past', async () => {
    the.memory.given(
      writeTeam(team()),
      ...['2026-03-01', '2026-03-03', '2026-03-05'].map((date) => createShift(shift({ date }))),
    );
    waiting(2, (index) => ({ requestedDate: index === 0 ? '2026-03-04' : null }));
    await dispatch();
    expect([0, 1].map((index) => file(index).appointment)).toMatchObject([
      { assignment: { date: '2026-03-05' } },
      { assignment: { date: '2026-03-03' } },
    ]);
  });

  it('knows its day by the clock of China', async () => {
    useClock(() => Date.parse('2026-03-02T16:30:00Z'));
    the.memory.given(writeTeam(team()), createShift(shift({ date: '2026-03-02' })));
    waiting(1);
    await dispatch();
    expect(statuses(1)).toEqual(['QUEUED']);
  });
});

describe('dispatchers at the same moment', () => {
  it('place each once', async () => {
    teamWith(480, 2);
    waiting(12);
    expect(await Promise.all([dispatch(), dispatch(), dispatch()])).toEqual([done, done, done]);
    expect(remaining()).toEqual([480 - 10 * 45, 480 - 2 * 45]);
    expect(bed.jobRows()).toHaveLength(12);
    expect(bed.delivered()).toHaveLength(12);
    expect(bed.entries()).toEqual([]);
  });

  it('set each aside once, and neither gives up', async () => {
    waiting(30);
    expect(await Promise.all([dispatch(), dispatch()])).toEqual([done, done]);
    expect(bed.parkedIds()).toHaveLength(30);
    expect(bed.waitingIds()).toEqual([]);
  });

  it('place one that the other has just set aside', async () => {
    teamWith(480);
    const [queued] = waiting(1);
    const [entry] = bed.entries();
    the.memory.fail(() => {
      if (entry) the.memory.given(...park(entry, { at: NOW, reason: { zh: '无', en: 'none' } }));
      return cancelled(['ConditionalCheckFailed']);
    }, transact);
    expect(await dispatch()).toEqual(done);
    expect(file(0).appointment).toMatchObject({ id: queued?.id, status: 'ASSIGNED' });
    expect(bed.entries()).toEqual([]);
  });

  it('ask again for what a table that is too busy has not told', async () => {
    waiting(1);
    the.memory.fail(() => cancelled(['ConditionalCheckFailed']), transact);
    const [{ queue, place } = {}] = the.memory.all('queue');
    the.memory.stub
      .on(BatchGetCommand)
      .resolvesOnce({ UnprocessedKeys: { 'test-queue': { Keys: [{ queue, place }] } } })
      .resolves({ Responses: { 'test-queue': the.memory.all('queue') } });
    expect(await dispatch()).toEqual(done);
    expect(bed.parkedIds()).toEqual([idOf(0)]);
  });

  it('leave alone what is taken out of the queue meanwhile', async () => {
    waiting(1);
    const [entry] = bed.entries();
    the.memory.fail(() => {
      if (entry) the.memory.given(leaveQueue(entry));
      return cancelled(['ConditionalCheckFailed']);
    }, transact);
    expect(await dispatch()).toEqual(done);
    expect(bed.entries()).toEqual([]);
  });

  it('give up after too many conflicts in a row, to be woken again', async () => {
    teamWith(480);
    waiting(1);
    the.memory.fail(() => cancelled(['ConditionalCheckFailed']), transact, 99);
    expect((await dispatch()).batchItemFailures).toHaveLength(1);
    expect(the.memory.writes).toHaveLength(6);
    expect(remaining()).toEqual([480]);
  });

  it('do not give up for conflicts that each of many has once', async () => {
    teamWith(480, 2);
    waiting(10);
    let writes = 0;
    the.memory.fail(
      () => cancelled(['ConditionalCheckFailed']),
      (call) => transact(call) && ++writes % 2 === 1,
      10,
    );
    expect(await dispatch()).toEqual(done);
    expect(bed.entries()).toEqual([]);
  });

  it('keep what they assigned before one fails', async () => {
    teamWith(480);
    waiting(2);
    let writes = 0;
    the.memory.fail(throttled, (call) => transact(call) && ++writes === 2);
    expect((await dispatch()).batchItemFailures).toHaveLength(1);
    expect(statuses(2)).toEqual(['ASSIGNED', 'QUEUED']);
    await dispatch();
    expect(statuses(2)).toEqual(['ASSIGNED', 'ASSIGNED']);
  });
});

describe('the news of a batch', () => {
  const other = 'institution-yulin';

  it('of one institution is one run, whatever it is of', async () => {
    teamWith(480);
    waiting(3);
    await dispatch(...['1', '2', '3'].map((place) => news.waiting(place)));
    expect(the.memory.calls.filter(({ tables }) => tables.includes('teams'))).toHaveLength(1);
  });

  it('is of institutions one by one, and one that fails holds up no other', async () => {
    teamWith(480);
    waiting(1);
    const failing = news.waiting('1', other);
    the.memory.fail(throttled, ({ input }) => JSON.stringify(input).includes(other), 9);
    const again = news.waiting('2', other);
    expect(await dispatch(failing, news.waiting('1'), again)).toEqual({
      batchItemFailures: [failing, again].map(({ dynamodb }) => ({
        itemIdentifier: dynamodb.SequenceNumber,
      })),
    });
    expect(statuses(1)).toEqual(['ASSIGNED']);
  });

  it('is for institutions that there are', async () => {
    const strange = news.waiting('1', 'institution-mars');
    expect((await dispatch(strange)).batchItemFailures).toHaveLength(1);
    await expect(invoke(the.memory, 'dispatcher', { Records: [{}] })).rejects.toMatchObject({
      name: 'ZodError',
    });
  });
});
