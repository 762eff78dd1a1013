import { describe, expect, it } from 'vitest';
import { createShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { dispatchBed, idOf, news, waitingOne } from '#test/factories/dispatch-bed.ts';
import { shift, team } from '#test/factories/work.ts';

const bed = dispatchBed();
const { the, dispatch, file, parked, teamWith, wait, waiting } = bed;
const statusOf = (index: number) => file(index).appointment.status;
const done = { batchItemFailures: [] };

describe('nobody is hidden', () => {
  it('by however many before that need alike and live too far away for what has come', async () => {
    the.memory.given(writeTeam(team()));
    const far = Array.from({ length: 60 }, (_, index) => waitingOne(index, { division: '610402' }));
    parked(...far, waitingOne(60));
    const one = shift({ minutes: 60 });
    the.memory.given(createShift(one));
    expect(await dispatch(news.shift(one))).toEqual(done);
    expect(statusOf(60)).toBe('ASSIGNED');
    expect(bed.parkedIds()).toHaveLength(60);
  });

  it('by an index that does not show yet what has come', async () => {
    the.memory.given(writeTeam(team()));
    parked(waitingOne(0));
    wait(waitingOne(1));
    the.memory.lagBehind('shifts');
    const one = shift({ minutes: 90 });
    the.memory.given(createShift(one));
    expect(await dispatch(news.shift(one))).toEqual(done);
    expect([statusOf(0), statusOf(1)]).toEqual(['ASSIGNED', 'ASSIGNED']);
    expect(bed.remaining()).toEqual([0]);
  });

  it('by rows that cannot be read before them in the queue', async () => {
    teamWith(480);
    waiting(1);
    for (let number = 0; number < 45; number++) {
      const place = `0#2026-03-01T00:00:00.000Z#${idOf(1000 + number)}`;
      the.memory.put('queue', { queue: 'institution-shangluo', place, state: 'waiting', v: 99 });
    }
    await dispatch();
    expect(statusOf(0)).toBe('ASSIGNED');
  });

  it('by rows that cannot be read before them in their class', async () => {
    the.memory.given(writeTeam(team()));
    parked(waitingOne(0));
    const [row] = the.memory.all('queue');
    for (let number = 0; number < 45; number++) {
      const place = String(row?.place).replace(
        /1#2026.*$/,
        `0#2026-03-01T00:00:00.000Z#${idOf(1000 + number)}`,
      );
      the.memory.put('queue', { queue: 'institution-shangluo#parked', place, state: 'parked', v: 99 });
    }
    const one = shift();
    the.memory.given(createShift(one));
    await dispatch(news.shift(one));
    expect(statusOf(0)).toBe('ASSIGNED');
  });
});
