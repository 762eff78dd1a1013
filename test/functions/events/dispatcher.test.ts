import { describe, expect, it } from 'vitest';
import type { Appointment, In } from '#domain/appointments/appointment.ts';
import { cancelTask, claim } from '#domain/tasks/task.ts';
import { useClock } from '#functions/runtime/clock.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { createTask } from '#store/tasks/tasks.ts';
import { appointmentIn, later, line, NOW } from '#test/factories/appointment.ts';
import { type Call, cancelled, throttled } from '#test/factories/memory-tables.ts';
import { person } from '#test/factories/people.ts';
import { invoke } from '#test/factories/requests.ts';
import { open, testBed } from '#test/factories/test-bed.ts';
import { entry, openTask, shift, team } from '#test/factories/work.ts';

const the = testBed({ empty: true });
const nowMs = Date.parse(NOW);
const transact = ({ command }: Call) => command === 'TransactWrite';

type Sum = { assigned: number; unplaced: number };
const dispatch = () => invoke<Sum>(the.memory, 'dispatcher', { detail: { unit: 'shangluo' } });
const idOf = (index: number) => `01KJP0000000000000000${String(index).padStart(5, '0')}`;

/** Waiting appointments in the order of their ranks, each with its entry. */
const waiting = (
  count: number,
  change: (index: number) => Parameters<typeof entry>[0] = () => ({}),
): In<'QUEUED'>[] =>
  Array.from({ length: count }, (_, index) => {
    const at = new Date(nowMs - 3_600_000 + index * 1000).toISOString();
    const appointment = appointmentIn(
      'QUEUED',
      { id: idOf(index), lines: [line(1, { serialNumber: `S${index}` })] },
      at,
    );
    const of = entry({ appointmentId: appointment.id, acceptedAt: at, ...change(index) });
    const queued = { ...appointment, rankKey: of.rankKey };
    the.memory.given(...open(queued), enterQueue(of));
    return queued;
  });
const teamWith = (minutes: number, days = 1) => {
  the.memory.given(writeTeam(team()));
  for (let day = 3; day < 3 + days; day++) {
    the.memory.given(createShift(shift({ date: `2026-03-${String(day).padStart(2, '0')}`, minutes })));
  }
};
const stateOf = (index: number) =>
  the.memory.all('appointments').find((row) => row.id === idOf(index) && row.item === 'state') as Appointment;
const statuses = (count: number) => Array.from({ length: count }, (_, index) => stateOf(index).status);
const delivered = () => the.memory.all('outbox').map(({ delivery }) => delivery);
const remaining = () => the.memory.all('shifts').map((row) => row.remaining);

describe('the dispatcher', () => {
  it('assigns the head of the queue: capacity, entry, appointment and resume in one transaction', async () => {
    teamWith(480);
    waiting(1);
    expect(await dispatch()).toEqual({ assigned: 1, unplaced: 0 });
    expect(stateOf(0)).toMatchObject({
      status: 'ASSIGNED',
      assignment: {
        teamId: 'shangluo-1',
        date: '2026-03-03',
        minutes: 45,
        vehicle: '陕H·计01',
        explanation: { zh: expect.stringContaining('最早可行') },
      },
    });
    expect(remaining()).toEqual([435]);
    expect(the.memory.all('queue')).toEqual([]);
    expect(delivered()).toEqual([
      { kind: 'resume', appointmentId: idOf(0), wait: 'dispatch-r1', output: {} },
    ]);
    expect(the.memory.writes).toHaveLength(1);
  });

  it('gives the minutes there are to the first in rank', async () => {
    teamWith(100);
    waiting(3);
    expect(await dispatch()).toEqual({ assigned: 2, unplaced: 1 });
    expect(statuses(3)).toEqual(['ASSIGNED', 'ASSIGNED', 'QUEUED']);
    expect(remaining()).toEqual([10]);
  });

  it('notes on the board why one found no place, and goes past it', async () => {
    teamWith(480);
    waiting(3, (index) => (index === 0 ? { fields: ['flow'] } : index === 1 ? { minutes: 460 } : {}));
    expect(await dispatch()).toEqual({ assigned: 1, unplaced: 2 });
    const notes = the.memory.all('queue').map((row) => String(row.unplaced));
    expect(notes[0]).toMatch(/缺少专业.*flow/);
    expect(notes[1]).toMatch(/剩余时间不足.*460/);
  });

  it('says that no shift is planned where none is', async () => {
    the.memory.given(writeTeam(team()));
    waiting(1);
    await dispatch();
    expect(the.memory.all('queue')[0]?.unplaced).toMatch(/没有排班/);
  });

  it('leaves a lack of vehicles and laboratories to read on the board', async () => {
    the.memory.given(
      writeTeam(team({ vehicle: null, laboratory: false })),
      createShift(shift({ vehicle: null })),
    );
    waiting(1);
    await dispatch();
    expect(the.memory.all('queue')[0]?.unplaced).toMatch(/须有车辆/);
  });

  it('pages past entries that fit nowhere', async () => {
    teamWith(480);
    waiting(45, (index) => (index < 44 ? { fields: ['flow'] } : {}));
    expect(await dispatch()).toEqual({ assigned: 1, unplaced: 44 });
    expect(stateOf(44).status).toBe('ASSIGNED');
  });

  it('stops at its bound: its cost does not follow the length of the queue', async () => {
    teamWith(480);
    waiting(230, () => ({ fields: ['flow'] }));
    expect(await dispatch()).toEqual({ assigned: 0, unplaced: 200 });
    expect(the.memory.calls.filter(({ command }) => command === 'Query')).toHaveLength(1 + 2 * 10);
  });

  it('fills shift after shift over several batches, by what it wrote itself', async () => {
    teamWith(450, 5);
    waiting(45);
    expect(await dispatch()).toEqual({ assigned: 45, unplaced: 0 });
    expect(remaining()).toEqual([0, 0, 0, 0, 225]);
  });

  it('goes past one that is being cancelled, which keeps its entry until it is released', async () => {
    teamWith(480);
    waiting(3);
    const [first] = [stateOf(0)];
    const cancellation = { at: NOW, by: 'x', reason: 'x' };
    the.memory.put('appointments', { ...first, status: 'CANCELLING', cancellation });
    expect(await dispatch()).toEqual({ assigned: 2, unplaced: 0 });
    expect(statuses(3)).toEqual(['CANCELLING', 'ASSIGNED', 'ASSIGNED']);
    expect(remaining()).toEqual([390]);
  });

  it('goes past more of them than it looks at in one batch', async () => {
    teamWith(480);
    waiting(26);
    const cancellation = { at: NOW, by: 'x', reason: 'x' };
    for (let index = 0; index < 25; index++) {
      the.memory.put('appointments', { ...stateOf(index), status: 'CANCELLING', cancellation });
    }
    expect(await dispatch()).toEqual({ assigned: 1, unplaced: 0 });
    expect(stateOf(25).status).toBe('ASSIGNED');
  });

  it('plans anew when somebody else took from the shift meanwhile', async () => {
    teamWith(100);
    waiting(2);
    the.memory.fail(() => {
      the.memory.put('shifts', {
        ...shift({ minutes: 100 }),
        remaining: 50,
        version: 2,
        dayKey: '2026-03-03#shangluo-1-2026-03-03',
      });
      return cancelled(['None', 'ConditionalCheckFailed']);
    }, transact);
    expect(await dispatch()).toEqual({ assigned: 1, unplaced: 1 });
    expect(remaining()).toEqual([5]);
  });

  it('trusts what it wrote itself more than an index that lags behind', async () => {
    teamWith(450, 3);
    waiting(25);
    the.memory.lagBehind('shifts');
    expect(await dispatch()).toEqual({ assigned: 25, unplaced: 0 });
    expect(remaining()).toEqual([0, 0, 225]);
    expect(the.memory.writes).toHaveLength(25);
  });

  it('reads a shift anew that an index shows too old', async () => {
    teamWith(480);
    waiting(1);
    the.memory.lagBehind('shifts');
    the.memory.put('shifts', { ...shift(), remaining: 60, version: 5 });
    expect(await dispatch()).toEqual({ assigned: 1, unplaced: 0 });
    expect(remaining()).toEqual([15]);
    expect(the.memory.writes).toHaveLength(2);
  });

  it('leaves to another dispatcher what that one assigned', async () => {
    teamWith(480);
    waiting(4);
    const [one, two] = await Promise.all([dispatch(), dispatch()]);
    expect(one.assigned + two.assigned).toBe(4);
    expect(remaining()).toEqual([480 - 4 * 45]);
    expect(delivered()).toHaveLength(4);
  });

  it('gives up after too many conflicts in a row, to be woken again', async () => {
    teamWith(480);
    waiting(1);
    the.memory.fail(() => cancelled(['ConditionalCheckFailed']), transact, 99);
    await expect(dispatch()).rejects.toMatchObject({ name: 'VersionConflict' });
    expect(the.memory.writes).toHaveLength(6);
    expect(remaining()).toEqual([480]);
  });

  it('does not hide a failure, and keeps what it assigned before', async () => {
    teamWith(480);
    waiting(2);
    let writes = 0;
    the.memory.fail(throttled, (call) => transact(call) && ++writes === 2);
    await expect(dispatch()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(statuses(2)).toEqual(['ASSIGNED', 'QUEUED']);
    expect(await dispatch()).toEqual({ assigned: 1, unplaced: 0 });
  });

  it('does not assign before the day that was asked for, or to a shift of the past', async () => {
    the.memory.given(
      writeTeam(team()),
      createShift(shift({ date: '2026-03-01' })),
      createShift(shift({ date: '2026-03-05' })),
    );
    waiting(1, () => ({ requestedDate: '2026-03-05' }));
    await dispatch();
    expect(stateOf(0)).toMatchObject({ assignment: { date: '2026-03-05' } });
  });

  it('knows its day by the clock of China', async () => {
    useClock(() => Date.parse('2026-03-02T16:30:00Z'));
    the.memory.given(writeTeam(team()), createShift(shift({ date: '2026-03-02' })));
    waiting(1);
    expect(await dispatch()).toEqual({ assigned: 0, unplaced: 1 });
  });

  it('is for units that there are', async () => {
    await expect(invoke(the.memory, 'dispatcher', { detail: { unit: 'mars' } })).rejects.toMatchObject({
      name: 'ZodError',
    });
    expect(await dispatch()).toEqual({ assigned: 0, unplaced: 0 });
  });
});

describe('the sweeper of deadlines', () => {
  type Swept = { escalated: number; overdue: number };
  const sweep = (hours = 25) => {
    useClock(() => Date.parse(later(hours)));
    return invoke<Swept>(the.memory, 'deadline-sweeper', {});
  };
  const tasks = () => the.memory.all('tasks');
  const about = (status: 'ASSIGNED' | 'FAILED') => open(appointmentIn(status));

  it('closes what is about an appointment that has ended, which the release had not seen', async () => {
    the.memory.given(...about('FAILED'), createTask(openTask('test')), createTask(openTask('waiver-review')));
    expect(await sweep()).toEqual({ escalated: 0, overdue: 2 });
    expect(tasks().map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED']);
  });

  it.each(['receive', 'test', 'check', 'authorise'] as const)(
    "takes an overdue %s to the province's people, once, with a second chance",
    async (step) => {
      the.memory.given(...about('ASSIGNED'), createTask(openTask(step)));
      expect(await sweep()).toEqual({ escalated: 1, overdue: 1 });
      expect(tasks()[0]).toMatchObject({
        candidates: { unit: 'shaanxi' },
        escalatedAt: later(25),
        dueAt: later(49),
        openGroup: expect.stringMatching(/#shaanxi$/),
      });
      // It is swept no more: it would hide what is behind it.
      expect(await sweep(60)).toEqual({ escalated: 0, overdue: 0 });
    },
  );

  it.each(['intake-review', 'waiver-review', 'waiver-countersign'] as const)(
    'leaves %s to its machine',
    async (step) => {
      the.memory.given(...about('ASSIGNED'), createTask(openTask(step)));
      expect(await sweep()).toEqual({ escalated: 0, overdue: 1 });
      expect(the.memory.writes).toEqual([]);
    },
  );

  it('takes a claimed one out of the hands of who let it lie, and leaves the closed and the early ones', async () => {
    const claimed = claim(openTask('check'), person('technician'), NOW);
    the.memory.given(
      ...about('ASSIGNED'),
      createTask(claimed),
      createTask(cancelTask(openTask('test'), NOW)),
      createTask(openTask('authorise', { dueAt: later(48) })),
    );
    expect(await sweep()).toEqual({ escalated: 1, overdue: 1 });
    expect(
      tasks()
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['CANCELLED', 'OPEN', 'OPEN']);
  });

  it('leaves one to who decides it at that very moment', async () => {
    the.memory.given(...about('ASSIGNED'), createTask(openTask('test')), createTask(openTask('check')));
    the.memory.fail(() => cancelled(['ConditionalCheckFailed']), transact);
    expect(await sweep()).toEqual({ escalated: 1, overdue: 2 });
  });

  it('goes through as many pages as there are, up to its bound', async () => {
    the.memory.given(
      ...about('ASSIGNED'),
      ...Array.from({ length: 250 }, (_, index) => createTask(openTask('test', { round: index + 1 }))),
    );
    expect(await sweep()).toEqual({ escalated: 250, overdue: 250 });
  });

  it('does not hide a failure', async () => {
    the.memory.given(...about('ASSIGNED'), createTask(openTask('test')));
    the.memory.fail(throttled, transact);
    await expect(sweep()).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
