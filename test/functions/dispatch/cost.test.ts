import { describe, expect, it } from 'vitest';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import { enterQueue, park } from '#store/dispatch/queue.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { NOW } from '#test/factories/appointment.ts';
import { dispatchBed, idOf, news, type Wanted, waitingOne } from '#test/factories/dispatch-bed.ts';
import { shift, team } from '#test/factories/work.ts';

const bed = dispatchBed();
const { the, dispatch, teamWith, wait } = bed;
const reason = { zh: '以前没有', en: 'none before' };
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
const alone = { Query: 7, Get: 0, BatchGet: 0, TransactWrite: 1 };

describe('what a run costs in requests', () => {
  it('is little for one that has come: teams, queue, room of each size, who is parked, itself', async () => {
    teamWith(480);
    wait(waitingOne(0));
    expect(await costOf()).toEqual({ ...alone, Query: 6 });
  });

  it.each([10, 1000, 10_000])('does not grow with what is parked and cannot be served: %d', async (count) => {
    teamWith(480);
    entriesOf(count, 100, () => ({ fields: ['flow'] }), true);
    wait(waitingOne(0));
    expect(await costOf()).toEqual(alone);
    expect(bed.file(0).appointment.status).toBe('ASSIGNED');
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
      const dayOf = (index: number) =>
        new Date(Date.parse('2026-03-03') + index * 86_400_000).toISOString().slice(0, 10);
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
      const date = new Date(Date.parse('2026-03-03') + index * 86_400_000).toISOString().slice(0, 10);
      the.memory.given(createShift(shift({ date, remaining: 0, version: 2 })));
    }
    wait(waitingOne(0));
    expect(await costOf()).toEqual({ ...alone, Query: 6 });
  });

  it.each([0, 10, 500])('does not grow with shifts that are as good as full: %d', async (count) => {
    the.memory.given(writeTeam(team()), createShift(shift({ date: '2028-01-01' })));
    for (let index = 0; index < count; index++) {
      const date = new Date(Date.parse('2026-03-03') + index * 86_400_000).toISOString().slice(0, 10);
      // What is left after ten small jobs of 45 minutes.
      the.memory.given(createShift(shift({ date, remaining: 30, version: 2 })));
    }
    wait(waitingOne(0));
    expect(await costOf()).toEqual({ ...alone, Query: 6 });
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
