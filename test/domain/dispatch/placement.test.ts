import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giveBack, type Shift, take } from '#domain/dispatch/capacity.ts';
import { place, travelMinutes, unfit } from '#domain/dispatch/placement.ts';
import { rankAt } from '#domain/policy/lane.ts';
import { ID, NOW, TODAY } from '#test/factories/appointment.ts';
import { plan } from '#test/factories/plan.ts';
import { entry, shift, team } from '#test/factories/work.ts';

const teams = (...list: ReturnType<typeof team>[]) => new Map(list.map((one) => [one.id, one]));
const one = team();
const far = team({ id: 'shangluo-2', base: '611026' });
const placeOn = (demand: Parameters<typeof entry>[0], shifts: Shift[], of = teams(one, far)) =>
  place(entry(demand), shifts, of, TODAY);

describe('travel', () => {
  it.each([
    ['611002', '611002', 30],
    ['611002', '611026', 90],
    ['611002', '610402', 180],
  ])('from %s to %s takes %d minutes', (base, division, minutes) => {
    expect(travelMinutes(base, division)).toBe(minutes);
  });
});

describe('who can take a job', () => {
  const reason = (demand: Parameters<typeof entry>[0], of = one, vehicle: string | null = 'V') =>
    unfit(entry(demand), of, { vehicle });

  it('has every skill that it takes', () => {
    expect(reason({ fields: ['thermal', 'mass'] })).toBeNull();
    expect(reason({ fields: ['thermal', 'flow'] })).toMatchObject({ en: expect.stringContaining('flow') });
    expect(reason({ fields: [] })).toBeNull();
  });

  it('has people and a vehicle for a job on site, and a laboratory for what is sent in', () => {
    const field = team({ laboratory: false });
    expect(reason({ mode: 'on-site' }, field, 'V')).toBeNull();
    expect(reason({ mode: 'on-site' }, field, null)).toMatchObject({
      en: expect.stringContaining('vehicle'),
    });
    expect(reason({ mode: 'send-in' }, field)).toMatchObject({ en: expect.stringContaining('laboratory') });
    expect(reason({ mode: 'send-in' }, one, null)).toBeNull();
    expect(() => team({ members: [] })).toThrow();
  });
});

describe('the best place', () => {
  it('is on the earliest day, even with more travel', () => {
    const best = placeOn({}, [
      shift({ date: '2026-03-04' }),
      shift({ teamId: 'shangluo-2', date: '2026-03-03' }),
    ]);
    expect(best).toMatchObject({
      shift: { date: '2026-03-03' },
      team: { id: 'shangluo-2' },
      travel: 90,
      minutes: 105,
    });
  });

  it('is then with the least travel, even of the fuller shift', () => {
    const best = placeOn({}, [shift({ teamId: 'shangluo-2' }), shift({ remaining: 100 })]);
    expect(best).toMatchObject({ team: { id: 'shangluo-1' }, travel: 30, minutes: 45 });
  });

  it('is then in the emptier shift', () => {
    const near = team({ id: 'shangluo-3' });
    const best = placeOn(
      {},
      [shift({ remaining: 100 }), shift({ teamId: 'shangluo-3', minutes: 200 })],
      teams(one, near),
    );
    expect(best?.shift.teamId).toBe('shangluo-3');
  });

  it('costs no travel for what is sent in', () => {
    expect(placeOn({ mode: 'send-in' }, [shift()])).toMatchObject({ travel: 0, minutes: 15 });
  });

  it('is not before the day that was asked for, and not in the past', () => {
    const shifts = [
      shift({ date: '2026-03-01' }),
      shift({ date: '2026-03-03' }),
      shift({ date: '2026-03-05' }),
    ];
    expect(placeOn({}, shifts)?.shift.date).toBe('2026-03-03');
    expect(placeOn({ requestedDate: '2026-03-04' }, shifts)?.shift.date).toBe('2026-03-05');
    expect(placeOn({ requestedDate: '2026-02-01' }, shifts)?.shift.date).toBe('2026-03-03');
  });

  it('has the minutes of the work and of the road', () => {
    expect(placeOn({}, [shift({ remaining: 45 })])?.minutes).toBe(45);
    expect(placeOn({}, [shift({ remaining: 44 })])).toBeNull();
  });

  it('is none without a shift, or with shifts of teams that are not there', () => {
    expect(placeOn({}, [])).toBeNull();
    expect(placeOn({}, [shift({ teamId: 'gone' })])).toBeNull();
  });

  it('is explained: why this day, this team, what is taken and what is left', () => {
    const { explanation } = placeOn({}, [shift(), shift({ teamId: 'shangluo-2' })]) ?? {};
    for (const said of [
      '2026-03-03',
      '商洛一队',
      '陕H·计01',
      '30 分钟',
      '2 个可行班次',
      '路程最短',
      '负荷最轻',
      '45',
      '435',
    ]) {
      expect(explanation?.zh).toContain(said);
    }
    expect(explanation?.en).toMatch(
      /earliest.*vehicle.*30 minutes on the road.*least travel.*least load.*45.*435/,
    );
    expect(placeOn({ mode: 'send-in' }, [shift()])?.explanation.en).toMatch(/earliest.*least load/);
  });
});

describe('a plan', () => {
  it('gives each what those before it left, and lets one that fits nowhere hold up nobody', () => {
    const queue = [
      entry({ appointmentId: 'A', minutes: 400 }),
      entry({ appointmentId: 'B', fields: ['flow'] }),
      entry({ appointmentId: 'C', minutes: 50 }),
      entry({ appointmentId: 'D', minutes: 20 }),
    ];
    const planned = plan(queue, [shift({ minutes: 480 })], teams(one), TODAY);
    expect(
      planned.map(({ entry: { appointmentId }, placement }) => [appointmentId, placement?.minutes]),
    ).toEqual([
      ['A', 430],
      ['B', undefined],
      ['C', undefined],
      ['D', 50],
    ]);
  });

  it('changes nothing of what it was given', () => {
    const shifts = [shift()];
    plan([entry({})], shifts, teams(one), TODAY);
    expect(shifts).toEqual([shift()]);
  });
});

const HOUR_MS = 3_600_000;
const START = Date.parse(NOW);

/** Appointments of the same needs, accepted at some hour in some lane. */
const accepted = fc.record({
  hour: fc.integer({ min: 0, max: 600 }),
  headStartHours: fc.constantFrom(0, 120, 192),
});
type Accepted = { hour: number; headStartHours: number };
const entriesOf = (list: Accepted[]) =>
  list.map(({ hour, headStartHours }, index) =>
    entry({
      appointmentId: `${ID}-${String(index).padStart(3, '0')}`,
      acceptedAt: new Date(START + hour * HOUR_MS).toISOString(),
      headStartHours,
    }),
  );

describe('the queue by rank and plan together', () => {
  it('lets an appointment pass an earlier one only within the difference of their head starts', () => {
    const arrivals = fc.array(accepted, { minLength: 2, maxLength: 25 });
    const rounds = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(arrivals, rounds, (list, batches) => {
        const entries = entriesOf(list);
        const given = new Map(entries.map((each, index) => [each.appointmentId, list[index] as Accepted]));
        const order: Accepted[] = [];
        // Each round: those accepted by then are planned in the order of their keys, and a few are dispatched.
        const waiting = new Set(entries);
        let hour = 0;
        for (const batch of batches) {
          hour += 24;
          const queue = [...waiting]
            .filter(({ appointmentId }) => (given.get(appointmentId)?.hour ?? 0) <= hour)
            .sort((a, b) => (a.rankKey < b.rankKey ? -1 : 1));
          const shifts = [shift({ minutes: batch * 45 })];
          for (const { entry: each, placement } of plan(queue, shifts, teams(one), TODAY)) {
            if (!placement) continue;
            order.push(given.get(each.appointmentId) as Accepted);
            waiting.delete(each);
          }
        }
        order.forEach((later, index) => {
          for (const earlier of order.slice(index + 1)) {
            // `later` was dispatched first: had it been accepted later, then within the difference.
            const after = later.hour - earlier.hour;
            if (after > 0) expect(after).toBeLessThanOrEqual(later.headStartHours - earlier.headStartHours);
          }
        });
      }),
      { numRuns: 150 },
    );
  });

  it('is passed by at most those that are accepted within the longest head start: nobody starves', () => {
    fc.assert(
      fc.property(accepted, fc.array(accepted, { maxLength: 60 }), (mine, others) => {
        const rank = ({ hour, headStartHours }: Accepted) => rankAt(hour * HOUR_MS, headStartHours);
        const passing = others.filter((other) => other.hour > mine.hour && rank(other) < rank(mine));
        expect(passing.every(({ hour }) => hour < mine.hour + 192)).toBe(true);
      }),
    );
  });
});

describe('capacity under any plans, cancellations and manual changes', () => {
  const job = fc.record({
    minutes: fc.integer({ min: 0, max: 300 }),
    mode: fc.constantFrom('on-site' as const, 'send-in' as const),
    division: fc.constantFrom('611002', '611026', '610402'),
  });
  const step = fc.oneof(
    fc.record({ kind: fc.constant('plan' as const), jobs: fc.array(job, { maxLength: 8 }) }),
    fc.record({ kind: fc.constant('cancel' as const), which: fc.nat() }),
  );

  it('never goes below zero, is never given twice, and comes back whole', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const start = [shift(), shift({ teamId: 'shangluo-2' }), shift({ date: '2026-03-04', minutes: 200 })];
        const shifts = new Map(start.map((each) => [each.id, each]));
        const held: { id: string; minutes: number }[] = [];
        for (const each of steps) {
          if (each.kind === 'plan') {
            const queue = each.jobs.map((demand, index) => entry({ ...demand, appointmentId: `${index}` }));
            for (const { placement } of plan(queue, [...shifts.values()], teams(one, far), TODAY)) {
              if (!placement) continue;
              const { shift: chosen, minutes } = placement;
              // Each placement is by the state that those before it left: version and minutes agree with what is held.
              expect(chosen).toEqual(shifts.get(chosen.id));
              shifts.set(chosen.id, take(chosen, minutes));
              held.push({ id: chosen.id, minutes });
            }
          } else if (held.length > 0) {
            const [back] = held.splice(each.which % held.length, 1);
            const from = shifts.get(back?.id ?? '');
            if (from && back) shifts.set(from.id, giveBack(from, back.minutes));
          }
          for (const now of shifts.values()) {
            const taken = held
              .filter(({ id }) => id === now.id)
              .reduce((sum, { minutes }) => sum + minutes, 0);
            expect(now.remaining).toBe(now.minutes - taken);
            expect(now.remaining).toBeGreaterThanOrEqual(0);
          }
        }
        for (const { id, minutes } of held) shifts.set(id, giveBack(shifts.get(id) ?? shift(), minutes));
        expect([...shifts.values()].every(({ remaining, minutes }) => remaining === minutes)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
