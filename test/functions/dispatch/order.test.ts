import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { In } from '#domain/appointments/appointment.ts';
import { giveBack, type Shift, take } from '#domain/dispatch/capacity.ts';
import { place } from '#domain/dispatch/placement.ts';
import { type QueueEntry, queueEntryOf } from '#domain/dispatch/queue.ts';
import { createShift, removeJob, updateShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { TODAY } from '#test/factories/appointment.ts';
import { dispatchBed, type News, news, waitingOne } from '#test/factories/dispatch-bed.ts';
import { MemoryTables } from '#test/factories/memory-tables.ts';
import { shift, team } from '#test/factories/work.ts';

const bed = dispatchBed();
const days = ['2026-03-03', '2026-03-04', '2026-03-05'];
const teams = [
  team({ fields: ['thermal'] }),
  team({ id: 'shangluo-2', fields: ['thermal', 'flow'], base: '611026', laboratory: false }),
  team({ id: 'shangluo-3', fields: ['flow', 'mass'], vehicle: null }),
];
const known = new Map(teams.map((one) => [one.id, one]));

const wanted = fc.record({
  mode: fc.constantFrom('on-site' as const, 'on-site' as const, 'send-in' as const),
  division: fc.constantFrom('611002', '611002', '611026'),
  fields: fc.constantFrom<QueueEntry['fields']>(['thermal'], ['thermal'], ['flow'], ['mass']),
  minutes: fc.constantFrom(5, 15, 15, 100, 600),
  requestedDate: fc.constantFrom(null, null, null, null, days[1] ?? null),
  // Its rank is not the order of its coming: head starts differ.
  accepted: fc.integer({ min: 0, max: 50 }),
});
const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('comes' as const), wanted }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('planned' as const),
      team: fc.constantFrom(...teams),
      date: fc.constantFrom(...days),
      minutes: fc.constantFrom(45, 100, 300, 480),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('given back' as const), which: fc.nat() }) },
  // The streams bring what they have to tell later, in an order of their own: each table has its own stream.
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('told' as const),
      of: fc.nat(),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
);

describe('the order in which places are given', () => {
  /** Who was dispatched by a run, in the order in which it happened. */
  async function run(records: News[]): Promise<{ entry: QueueEntry; shift: Shift }[]> {
    const before = new Map(bed.entries().map((one) => [one.appointmentId, one]));
    const at = bed.jobRows().length;
    expect(await bed.dispatch(...records)).toEqual({ batchItemFailures: [] });
    return bed
      .jobRows()
      .slice(at)
      .map(({ appointmentId, date, teamId, minutes }) => {
        const entry = before.get(appointmentId);
        if (!entry) throw new Error('only who waits is dispatched');
        return { entry, shift: shift({ teamId, date, minutes }) };
      });
  }

  /** Nobody who ranked before and is still there could have had the place that one got. */
  function expectNobodyOvertaken(
    given: Awaited<ReturnType<typeof run>>,
    before: Shift[],
    still: QueueEntry[],
  ): void {
    const left = new Map(before.map((one) => [one.id, one]));
    given.forEach(({ entry, shift: { id, minutes } }, index) => {
      const present = left.get(id);
      if (!present) throw new Error('only shifts that there are');
      const others = [...still, ...given.slice(index + 1).map(({ entry: later }) => later)];
      for (const other of others.filter(({ rankKey }) => rankKey < entry.rankKey)) {
        expect(place(other, [present], known, TODAY), `${other.rankKey} before ${entry.rankKey}`).toBeNull();
      }
      left.set(id, take(present, minutes));
    });
  }

  function giveOneBack(which: number): News[] {
    const jobs = bed.jobRows();
    const job = jobs[which % (jobs.length || 1)];
    const from = bed.shiftRows().find(({ teamId, date }) => teamId === job?.teamId && date === job.date);
    if (!job || !from) return [];
    bed.the.memory.given(removeJob(job), updateShift(giveBack(from, job.minutes)));
    return [news.shift(from)];
  }

  it('is that of rank: nobody is overtaken by one that ranked behind unless that one needed less, and no room lies idle that could serve somebody', async () => {
    await fc.assert(
      fc
        .asyncProperty(fc.array(event, { minLength: 10, maxLength: 40 }), async (events) => {
          const came: In<'QUEUED'>[] = [];
          const pending: { waiting: News[]; shifts: News[] } = { waiting: [], shifts: [] };
          const tell = async (records: News[]) => {
            if (records.length === 0) return;
            const before = bed.shiftRows();
            const given = await run(records);
            expectNobodyOvertaken(given, before, bed.entries());
            for (const { remaining, minutes } of bed.shiftRows()) {
              expect(remaining).toBeGreaterThanOrEqual(0);
              expect(remaining).toBeLessThanOrEqual(minutes);
            }
          };
          bed.the.memory.given(...teams.map(writeTeam));
          for (const each of events) {
            if (each.kind === 'comes') {
              const one = waitingOne(came.length, each.wanted);
              came.push(one);
              bed.wait(one);
              pending.waiting.push(news.waiting(queueEntryOf(one).rankKey));
            } else if (each.kind === 'planned') {
              const { team: of, date, minutes } = each;
              if (bed.shiftRows().some((one) => one.teamId === of.id && one.date === date)) continue;
              const one = shift({ teamId: of.id, date, minutes, vehicle: of.vehicle });
              bed.the.memory.given(createShift(one));
              pending.shifts.push(news.shift(one));
            } else if (each.kind === 'given back') {
              pending.shifts.push(...giveOneBack(each.which));
            } else {
              const stream = each.of % 2 === 0 ? pending.waiting : pending.shifts;
              await tell(stream.splice(0, each.count));
            }
          }
          await tell(pending.shifts.splice(0));
          await tell(pending.waiting.splice(0));
          // Once all is told, whoever is left has no place, and is set aside.
          for (const entry of bed.entries()) {
            expect(entry.parked).not.toBeNull();
            expect(place(entry, bed.shiftRows(), known, TODAY)).toBeNull();
          }
        })
        .beforeEach(() => {
          bed.the.memory.stub.restore();
          bed.the.memory = new MemoryTables();
        }),
      { numRuns: 100 },
    );
  });
});
