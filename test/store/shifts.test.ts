import { describe, expect, it } from 'vitest';
import { take } from '#domain/dispatch/capacity.ts';
import {
  addJob,
  createShift,
  getShift,
  listShifts,
  shiftId,
  shiftsWithRoom,
  updateShift,
} from '#store/dispatch/shifts.ts';
import { ID } from '#test/factories/appointment.ts';
import { testDatabase } from '#test/factories/database.ts';
import { job, shift } from '#test/factories/work.ts';

const database = testDatabase();
const institution = 'institution-shangluo';
const page = { limit: 10 };

describe('shifts', () => {
  it('are found from one day to another, both included, with the jobs that fill them', async () => {
    const days = ['2026-03-01', '2026-03-02', '2026-03-05', '2026-03-06'];
    await database.given(
      ...days.flatMap((date) => [createShift(shift({ date })), addJob(job({ date }))]),
      addJob(job({ date: '2026-03-02', appointmentId: `${ID.slice(0, -1)}A` })),
      createShift(shift({ date: '2026-03-02', institution: 'institution-yulin' })),
    );
    const found = await listShifts(institution, '2026-03-02', '2026-03-05');
    expect(found.shifts).toEqual([shift({ date: '2026-03-02' }), shift({ date: '2026-03-05' })]);
    expect(found.jobs.map(({ date, appointmentId }) => [date, appointmentId])).toEqual([
      ['2026-03-02', `${ID.slice(0, -1)}A`],
      ['2026-03-02', ID],
      ['2026-03-05', ID],
    ]);
  });

  it('are found by their ids, where they are', async () => {
    await database.given(createShift(shift()), addJob(job()));
    expect(await getShift(institution, shiftId('shangluo-1', '2026-03-03'))).toEqual(shift());
    for (const gone of ['gone', 'shangluo-1-2026-03-04', `${ID}`])
      await expect(getShift(institution, gone)).rejects.toMatchObject({ code: 'NotFound' });
    await expect(getShift('institution-yulin', shift().id)).rejects.toMatchObject({ code: 'NotFound' });
  });
});

describe('shifts with room', () => {
  const found = async (size: number, from = '2026-03-01') =>
    (await shiftsWithRoom(institution, size, from, page)).items.map(
      ({ date, teamId }) => `${date} ${teamId}`,
    );

  it('are of the size of what is left, the earliest first, from a day on', async () => {
    await database.given(
      createShift(shift({ date: '2026-03-05' })),
      createShift(shift({ date: '2026-03-04', teamId: 'b' })),
      createShift(shift({ date: '2026-03-04', teamId: 'a' })),
      createShift(shift({ date: '2026-03-04', teamId: 'c', remaining: 45 })),
      createShift(shift({ date: '2026-03-04', teamId: 'd', remaining: 44 })),
      createShift(shift({ date: '2026-03-04', teamId: 'e', remaining: 0 })),
      createShift(shift({ date: '2026-03-04', teamId: 'f', institution: 'institution-yulin' })),
    );
    expect(await found(2)).toEqual(['2026-03-04 a', '2026-03-04 b', '2026-03-05 shangluo-1']);
    expect(await found(2, '2026-03-05')).toEqual(['2026-03-05 shangluo-1']);
    expect(await found(1)).toEqual(['2026-03-04 c']);
    expect(await found(0)).toEqual(['2026-03-04 d']);
  });

  it('move to the size that is left when minutes are taken, and out when none are', async () => {
    const half = take(shift(), 300);
    await database.given(createShift(shift()), updateShift(half));
    expect(await Promise.all([0, 1, 2].map((size) => found(size)))).toEqual([
      [],
      ['2026-03-03 shangluo-1'],
      [],
    ]);
    await database.given(updateShift(take(half, 180)));
    expect(await Promise.all([0, 1, 2].map((size) => found(size)))).toEqual([[], [], []]);
  });

  it('say all that a dispatcher takes from them, as the shift does itself', async () => {
    await database.given(createShift(shift()));
    const { items } = await shiftsWithRoom(institution, 2, '2026-03-01', page);
    expect(items).toEqual([{ ...shift(), change: 'taken' }]);
  });
});
