import { describe, expect, it } from 'vitest';
import { giveBack } from '#domain/dispatch/capacity.ts';
import { createShift, updateShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { NOW } from '#test/factories/appointment.ts';
import { dispatchBed, idOf, news, waitingOne } from '#test/factories/dispatch-bed.ts';
import { shift, team } from '#test/factories/work.ts';

const bed = dispatchBed();
const { the, dispatch, file, parked, statuses, teamWith, wait, waiting } = bed;
const day = (date: string, minutes = 480, teamId = 'shangluo-1') => shift({ date, minutes, teamId });
/** A shift is planned, and the stream says so. */
const planned = (one: ReturnType<typeof day>) => {
  the.memory.given(createShift(one));
  return dispatch(news.shift(one));
};
const done = { batchItemFailures: [] };

describe('one without a place', () => {
  it('is set aside with the reason in both languages, once, and never written again', async () => {
    the.memory.given(writeTeam(team()));
    waiting(1);
    await dispatch();
    expect(bed.entries()).toMatchObject([
      {
        parked: {
          at: NOW,
          reason: { zh: '尚无有空余时间的排班。', en: expect.stringContaining('No shift') },
        },
      },
    ]);
    const before = the.memory.all('queue');
    the.memory.calls.length = 0;
    await dispatch();
    await planned(day('2026-03-03', 44));
    expect(the.memory.writes).toEqual([]);
    expect(the.memory.all('queue')).toEqual(before);
  });

  it.each([
    ['which nobody can do', { fields: ['flow' as const] }, /缺少专业.*流量/, /lacks a skill: flow/i],
    ['which takes more than is left', { minutes: 460 }, /剩余时间不足.*460/, /enough time left.*460/],
    [
      'which takes more than is left from its day on',
      { requestedDate: '2026-03-09' },
      /尚无有空余时间/,
      /No shift with time left/,
    ],
  ])('%s says why', async (_, wanted, zh, en) => {
    teamWith(480);
    waiting(1, () => wanted);
    await dispatch();
    expect(bed.entries()[0]?.parked?.reason.zh).toMatch(zh);
    expect(bed.entries()[0]?.parked?.reason.en).toMatch(en);
  });

  it('says what all teams lack: vehicles, laboratories', async () => {
    teamWith(480, 1, { vehicle: null, laboratory: false });
    waiting(2, (index) => (index === 0 ? {} : { mode: 'send-in' }));
    await dispatch();
    const reasons = bed.entries().map(({ parked: set }) => set?.reason.zh);
    expect(reasons).toEqual([expect.stringMatching(/须有车辆/), expect.stringMatching(/没有实验室/)]);
  });

  it('holds up nobody behind it', async () => {
    teamWith(480);
    waiting(45, (index) => (index < 44 ? { fields: ['flow'] } : {}));
    await dispatch();
    expect(statuses(45).indexOf('ASSIGNED')).toBe(44);
    expect(bed.parkedIds()).toHaveLength(44);
  });
});

describe('capacity that comes', () => {
  it('is given in the order of rank, to whom was parked and who waits alike', async () => {
    the.memory.given(writeTeam(team()));
    parked(waitingOne(1), waitingOne(3));
    wait(waitingOne(0), waitingOne(2));
    await planned(day('2026-03-03', 3 * 45));
    expect(statuses(4)).toEqual(['ASSIGNED', 'ASSIGNED', 'ASSIGNED', 'QUEUED']);
    expect(bed.parkedIds()).toEqual([idOf(3)]);
    expect(bed.waitingIds()).toEqual([]);
  });

  it('is given in that order too where more wait than are read at once', async () => {
    the.memory.given(writeTeam(team()));
    wait(...Array.from({ length: 25 }, (_, index) => waitingOne(index)));
    parked(waitingOne(25));
    await planned(day('2026-03-03', 25 * 45));
    expect(bed.parkedIds()).toEqual([idOf(25)]);
    expect(bed.waitingIds()).toEqual([]);
  });

  it('by minutes given back is given to whom they suffice', async () => {
    teamWith(480);
    const [full] = bed.shiftRows();
    if (!full) throw new Error('there is a shift');
    const taken = { ...full, remaining: 0, version: 2 };
    the.memory.given(createShift(taken));
    parked(waitingOne(0, { minutes: 200 }), waitingOne(1));
    const back = giveBack(taken, 60);
    the.memory.given(updateShift(back));
    await dispatch(news.shift(back));
    expect(statuses(2)).toEqual(['QUEUED', 'ASSIGNED']);
  });

  it.each([
    [
      'a team that gains a skill',
      { fields: ['thermal' as const, 'flow' as const] },
      { fields: ['flow' as const] },
    ],
    ['a team that gets a laboratory', { laboratory: true }, { mode: 'send-in' as const }],
  ])('by %s wakes whom it now can serve', async (_, gained, wanted) => {
    teamWith(480, 1, { fields: ['thermal'], laboratory: false });
    waiting(1, () => wanted);
    await dispatch();
    expect(statuses(1)).toEqual(['QUEUED']);
    const changed = team({ fields: ['thermal'], laboratory: false, ...gained, version: 2 });
    the.memory.given(writeTeam(changed));
    await dispatch(news.team(changed));
    expect(statuses(1)).toEqual(['ASSIGNED']);
  });

  it('by a shift that keeps its vehicle serves a job on site, whatever the team has now', async () => {
    the.memory.given(writeTeam(team({ vehicle: null })));
    parked(waitingOne(0));
    await planned(day('2026-03-03'));
    expect(statuses(1)).toEqual(['ASSIGNED']);
  });

  it('for a day does not look at who asked for a later one', async () => {
    the.memory.given(writeTeam(team()));
    const later = Array.from({ length: 20 }, (_, index) =>
      waitingOne(index, { requestedDate: `2026-03-${index + 10}` }),
    );
    parked(...later, waitingOne(20, { requestedDate: '2026-03-04' }), waitingOne(21));
    the.memory.calls.length = 0;
    await planned(day('2026-03-04', 90));
    expect(statuses(22).slice(20)).toEqual(['ASSIGNED', 'ASSIGNED']);
    const places = JSON.stringify(the.memory.calls.filter(({ command }) => command === 'Query'));
    // One request finds that what follows is of later days; none is about such a day.
    expect(places).not.toMatch(/2026-03-[12]\d#/);
  });

  it('does not wake those whom its team cannot serve', async () => {
    the.memory.given(
      writeTeam(team({ fields: ['thermal'] })),
      writeTeam(team({ id: 'shangluo-2', fields: ['flow'] })),
    );
    parked(waitingOne(0, { fields: ['flow'] }), waitingOne(1));
    await planned(day('2026-03-03'));
    expect(statuses(2)).toEqual(['QUEUED', 'ASSIGNED']);
    await planned(day('2026-03-03', 480, 'shangluo-2'));
    expect(statuses(2)).toEqual(['ASSIGNED', 'ASSIGNED']);
  });

  it('is not withheld by what is too much for any shift', async () => {
    the.memory.given(writeTeam(team()));
    const large = Array.from({ length: 10 }, (_, index) => waitingOne(index, { minutes: 1000 + index }));
    const half = Array.from({ length: 10 }, (_, index) => waitingOne(10 + index, { minutes: 470 }));
    parked(...large, ...half, waitingOne(20, { minutes: 425 }), waitingOne(21));
    await planned(day('2026-03-03', 500));
    expect(statuses(22)).toEqual([...Array(10).fill('QUEUED'), 'ASSIGNED', ...Array(11).fill('QUEUED')]);
    await planned(day('2026-03-04', 490));
    expect(statuses(22).slice(20)).toEqual(['ASSIGNED', 'QUEUED']);
  });

  it('reaches those behind many classes that find no place', async () => {
    the.memory.given(writeTeam(team()));
    const many = Array.from({ length: 210 }, (_, index) =>
      waitingOne(index, {
        minutes: 700,
        requestedDate: `2025-${String((index % 12) + 1).padStart(2, '0')}-${10 + (index % 18)}`,
      }),
    );
    parked(...many);
    wait(waitingOne(210));
    expect(await planned(day('2026-03-03'))).toEqual(done);
    expect(file(210).appointment.status).toBe('ASSIGNED');
  });
});

describe('room that is found for somebody who has just come', () => {
  it('is first given to one parked before, though nothing was said of capacity', async () => {
    the.memory.given(writeTeam(team()));
    parked(waitingOne(0));
    // The stream has not brought the shift yet, or lost it.
    the.memory.given(createShift(day('2026-03-03', 50)));
    wait(waitingOne(1));
    await dispatch(news.waiting());
    expect(statuses(2)).toEqual(['ASSIGNED', 'QUEUED']);
    expect(bed.parkedIds()).toEqual([idOf(1)]);
  });

  it('is theirs when those parked before need more, or ask for a later day', async () => {
    the.memory.given(writeTeam(team()), createShift(day('2026-03-03', 50)));
    parked(waitingOne(0, { minutes: 100 }), waitingOne(1, { requestedDate: '2026-03-05' }));
    wait(waitingOne(2));
    await dispatch(news.waiting());
    expect(statuses(3)).toEqual(['QUEUED', 'QUEUED', 'ASSIGNED']);
  });

  it('on another day or of another team than the news is claimed as well', async () => {
    const second = team({ id: 'shangluo-2' });
    the.memory.given(writeTeam(team({ fields: ['thermal'] })), writeTeam(second));
    parked(waitingOne(0, { fields: ['mass'] }));
    the.memory.given(createShift(day('2026-03-04', 50, 'shangluo-2')));
    wait(waitingOne(1, { fields: ['mass'] }));
    await planned(day('2026-03-03', 50));
    expect(statuses(2)).toEqual(['ASSIGNED', 'QUEUED']);
  });

  it('costs nobody a look at who is parked where there is no room', async () => {
    the.memory.given(writeTeam(team()));
    parked(waitingOne(0), waitingOne(1, { mode: 'send-in' }));
    wait(waitingOne(2));
    await dispatch(news.waiting());
    const looked = the.memory.calls.filter(
      ({ command, input }) => command === 'Query' && JSON.stringify(input).includes('#parked'),
    );
    expect(looked).toEqual([]);
  });
});

describe('a run at its bound', () => {
  it('says so, and the stream brings it again until nobody is left', async () => {
    teamWith(450, 25);
    waiting(230);
    expect((await dispatch()).batchItemFailures).toHaveLength(1);
    expect(bed.waitingIds()).toHaveLength(30);
    expect(await dispatch()).toEqual(done);
    expect(bed.entries()).toEqual([]);
  });

  it('is none where all were looked at', async () => {
    waiting(200);
    expect(await dispatch()).toEqual(done);
    expect(bed.parkedIds()).toHaveLength(200);
  });

  it('places all that were parked, however many the capacity serves', async () => {
    the.memory.given(writeTeam(team()));
    parked(...Array.from({ length: 230 }, (_, index) => waitingOne(index)));
    const many = Array.from({ length: 25 }, (_, index) =>
      day(`2026-03-${String(index + 3).padStart(2, '0')}`, 450),
    );
    the.memory.given(...many.map(createShift));
    const records = many.map(news.shift);
    expect((await dispatch(...records)).batchItemFailures.length).toBeGreaterThan(0);
    expect(await dispatch(...records)).toEqual(done);
    expect(bed.entries()).toEqual([]);
  });
});
