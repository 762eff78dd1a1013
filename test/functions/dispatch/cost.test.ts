import { describe, expect, it } from 'vitest';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import type { MeasurementField } from '#domain/ledger/catalogue.ts';
import { listClasses } from '#store/dispatch/classes.ts';
import { enterQueue, park } from '#store/dispatch/queue.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { NOW } from '#test/factories/appointment.ts';
import { dispatchBed, idOf, news, type Wanted, waitingOne } from '#test/factories/dispatch-bed.ts';
import { shift, team } from '#test/factories/work.ts';

const bed = dispatchBed();
const { the, dispatch, teamWith, wait } = bed;
const reason = { zh: '以前没有', en: 'none before' };
const dayOf = (index: number) =>
  new Date(Date.parse('2026-03-03') + index * 86_400_000).toISOString().slice(0, 10);
const model = new Map<string, ReturnType<typeof queueEntryOf>>();

/** Entries only: what is never looked at needs no appointment. */
function entriesOf(count: number, from: number, wanted: (index: number) => Wanted, set: boolean): void {
  for (let index = from; index < from + count; index++) {
    const { accepted = index, ...needs } = wanted(index);
    const name = JSON.stringify(needs);
    const like = model.get(name) ?? queueEntryOf(waitingOne(0, needs));
    model.set(name, like);
    const appointmentId = idOf(index);
    const acceptedAt = new Date(Date.parse(NOW) - 100 * 3_600_000 + accepted * 60_000).toISOString();
    const entry = { ...like, appointmentId, acceptedAt, rankKey: `1#${acceptedAt}#${appointmentId}` };
    the.memory.given(enterQueue(entry), ...(set ? park(entry, { at: NOW, reason }) : []));
  }
}

/** The requests of a run that places one, by their kinds. */
async function costOf(...records: Parameters<typeof dispatch>): Promise<Record<string, number>> {
  the.memory.calls.length = 0;
  await dispatch(...records);
  return Object.fromEntries(
    ['Query', 'Get', 'BatchGet', 'TransactWrite'].map((command) => [command, bed.calls(command)]),
  );
}
const alone = { Query: 6, Get: 0, BatchGet: 0, TransactWrite: 1 };

describe('what a run costs in requests', () => {
  it('is little for one that has come: teams, queue, room of each size, who is parked, itself', async () => {
    teamWith(480);
    wait(waitingOne(0));
    expect(await costOf()).toEqual(alone);
  });

  it.each([10, 1000, 10_000])('does not grow with what is parked and cannot be served: %d', async (count) => {
    teamWith(480);
    entriesOf(count, 100, () => ({ fields: ['flow'] }), true);
    wait(waitingOne(0));
    expect(await costOf()).toEqual(alone);
    expect(bed.file(0).appointment.status).toBe('ASSIGNED');
  });

  it('is the same beside 10,000 parked in 72 classes that no team can serve', async () => {
    teamWith(480);
    const few = (from: number) => wait(...Array.from({ length: 10 }, (_, index) => waitingOne(from + index)));
    few(0);
    await costOf();
    const without = the.memory.calls.length;
    const kinds: MeasurementField[][] = [
      ['flow'],
      ['electrical'],
      ['flow', 'thermal'],
      ['electrical', 'mass'],
    ];
    entriesOf(
      10_000,
      100,
      (index) => ({
        fields: kinds[index % 4] ?? [],
        minutes: [15, 90, 300][Math.floor(index / 4) % 3] ?? 15,
        requestedDate: Math.floor(index / 12) % 6 === 0 ? null : `2026-03-1${Math.floor(index / 12) % 6}`,
      }),
      true,
    );
    expect(await listClasses('institution-shangluo')).toHaveLength(72);
    few(20_000);
    await costOf();
    expect(the.memory.calls.length).toBeLessThanOrEqual(without + 2);
  });

  it('is one look at the classes, on however many days somebody is placed', async () => {
    teamWith(480, 10);
    entriesOf(1, 100, () => ({ fields: ['flow'] }), true);
    // On each of the days nobody of this class has the road that it takes.
    entriesOf(3, 200, () => ({ minutes: 355, division: '610402' }), true);
    wait(...Array.from({ length: 9 }, (_, index) => waitingOne(index, { requestedDate: dayOf(index) })));
    expect(await costOf()).toMatchObject({ TransactWrite: 9 });
    const asked = the.memory.calls.map(({ input }) => JSON.stringify(input));
    expect(asked.filter((input) => input.includes('#classes'))).toHaveLength(1);
    expect(asked.filter((input) => input.includes('#parked'))).toHaveLength(1);
  });

  it.each([10, 1000])('does not grow with what is parked and finds no room: %d', async (count) => {
    teamWith(480);
    entriesOf(count, 100, () => ({ minutes: 600 }), true);
    wait(waitingOne(0));
    expect(await costOf()).toEqual(alone);
  });

  it.each([10, 1000])(
    'does not grow with those parked behind whom new capacity serves: %d',
    async (count) => {
      the.memory.given(writeTeam(team()));
      bed.parked(waitingOne(0));
      entriesOf(count, 100, () => ({}), true);
      const room = shift({ minutes: 50 });
      the.memory.given(createShift(room));
      expect(await costOf(news.shift(room))).toMatchObject({ TransactWrite: 1 });
      expect(the.memory.calls.length).toBeLessThan(15);
    },
  );

  it.each([1, 30])(
    'reads what room there is once, for however many days somebody asks: %d',
    async (count) => {
      the.memory.given(writeTeam(team()));
      entriesOf(count, 100, (index) => ({ requestedDate: dayOf(index - 100), minutes: 400 }), true);
      const room = shift({ date: dayOf(40), remaining: 300 });
      the.memory.given(createShift(room));
      await costOf(news.shift(room));
      const asked = the.memory.calls.filter(
        ({ command, input }) => command === 'Query' && 'IndexName' in input,
      );
      expect(asked.length).toBeLessThanOrEqual(3);
    },
  );

  it.each([0, 10, 500])('does not grow with shifts that are full: %d', async (count) => {
    the.memory.given(writeTeam(team()), createShift(shift({ date: '2028-01-01' })));
    for (let index = 0; index < count; index++) {
      const date = dayOf(index);
      the.memory.given(createShift(shift({ date, remaining: 0, version: 2 })));
    }
    wait(waitingOne(0));
    expect(await costOf()).toEqual(alone);
  });

  it.each([0, 10, 500])('does not grow with shifts that are as good as full: %d', async (count) => {
    the.memory.given(writeTeam(team()), createShift(shift({ date: '2028-01-01' })));
    for (let index = 0; index < count; index++) {
      const date = dayOf(index);
      // What is left after ten small jobs of 45 minutes.
      the.memory.given(createShift(shift({ date, remaining: 30, version: 2 })));
    }
    wait(waitingOne(0));
    expect(await costOf()).toEqual(alone);
    expect(bed.file(0).appointment).toMatchObject({ assignment: { date: '2028-01-01' } });
  });

  it('does not grow with the length of the queue: a run comes to its bound', async () => {
    const queries: number[] = [];
    for (const count of [210, 1000]) {
      for (const row of the.memory.all('queue')) the.memory.remove('queue', row);
      for (const row of the.memory.all('appointments')) the.memory.remove('appointments', row);
      bed.waiting(count, () => ({ fields: ['flow'] }));
      queries.push((await costOf()).Query ?? 0);
      expect(bed.parkedIds()).toHaveLength(200);
    }
    expect(queries[1]).toBe(queries[0]);
  });
});
