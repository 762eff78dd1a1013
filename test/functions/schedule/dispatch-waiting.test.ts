import { describe, expect, it } from 'vitest';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import { InstitutionId } from '#domain/units/institution.ts';
import { useClock } from '#functions/runtime/clock.ts';
import { parkedClasses } from '#store/dispatch/classes.ts';
import { enterQueue, leaveQueue } from '#store/dispatch/queue.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { NOW } from '#test/factories/appointment.ts';
import { dispatchBed, idOf, waitingOne } from '#test/factories/dispatch-bed.ts';
import { throttled } from '#test/factories/memory-tables.ts';
import { invoke } from '#test/factories/requests.ts';
import { shift, team } from '#test/factories/work.ts';

const bed = dispatchBed();
const { the, parked, statuses, teamWith, wait } = bed;

/** A run at some minutes past nine in China. */
const runAt = (minutes: number) => {
  useClock(() => Date.parse('2026-03-02T01:00:00Z') + minutes * 60_000);
  return invoke<{ assigned: number; parked: number; failed: number }>(the.memory, 'dispatch-waiting', {});
};

describe('the schedule of dispatch', () => {
  it('places whom a lost record of the stream has left waiting', async () => {
    teamWith(50);
    wait(waitingOne(0), waitingOne(1));
    expect(await runAt(10)).toEqual({ assigned: 1, parked: 1, failed: 0 });
    expect(statuses(2)).toEqual(['ASSIGNED', 'QUEUED']);
  });

  it('looks at who is parked as well, at any time', async () => {
    teamWith(480);
    parked(waitingOne(0));
    await runAt(37);
    expect(statuses(1)).toEqual(['ASSIGNED']);
  });

  it('gives a place that it finds to who is parked and ranks before, at any time', async () => {
    teamWith(50);
    parked(waitingOne(0));
    wait(waitingOne(1));
    await runAt(30);
    expect(statuses(2)).toEqual(['ASSIGNED', 'QUEUED']);
  });

  it('goes on in an institution that has more to do than one run does', async () => {
    teamWith(450, 25);
    wait(...Array.from({ length: 230 }, (_, index) => waitingOne(index)));
    expect(await runAt(10)).toEqual({ assigned: 230, parked: 0, failed: 0 });
  });

  it('costs two requests for each institution where nobody waits', async () => {
    expect(await runAt(10)).toEqual({ assigned: 0, parked: 0, failed: 0 });
    expect(the.memory.calls).toHaveLength(2 * InstitutionId.options.length);
    expect(the.memory.calls.every(({ tables }) => tables.join() === 'queue')).toBe(true);
  });

  it('forgets the classes that no team serves once nobody is parked in them, one at a time', async () => {
    const days = ['2026-03-04', '2026-03-05', '2026-03-06'];
    const all = days.map((requestedDate, index) => waitingOne(index, { requestedDate }));
    parked(...all);
    const classes = () => the.memory.all('queue').filter(parkedClasses.holds).length;
    const why = { at: NOW, reason: { zh: '无', en: 'none' } };
    the.memory.given(...all.slice(1).map((one) => leaveQueue({ ...queueEntryOf(one), parked: why })));
    const counted: number[] = [];
    for (const minutes of [0, 5, 10, 15, 20]) {
      await runAt(minutes);
      counted.push(classes());
    }
    expect(counted[0]).toBeGreaterThanOrEqual(2);
    expect(counted.at(-1)).toBe(1);
    expect(bed.parkedIds()).toEqual([idOf(0)]);
  });

  it('holds up no institution for another that fails, and fails in the end so that it is noticed', async () => {
    const institution = 'institution-ankang';
    teamWith(480);
    wait(waitingOne(0));
    the.memory.given(
      enterQueue({ ...queueEntryOf(waitingOne(1)), institution }),
      writeTeam(team({ id: 'ankang-1', institution })),
      createShift(shift({ teamId: 'ankang-1', institution })),
    );
    the.memory.fail(throttled, ({ input }) => JSON.stringify(input).includes(institution), 9);
    await expect(runAt(10)).rejects.toThrow('the queues of 1 institutions');
    expect(bed.file(0).appointment).toMatchObject({ id: idOf(0), status: 'ASSIGNED' });
    expect(the.lines.join()).toContain('dispatch failed');
  });
});
