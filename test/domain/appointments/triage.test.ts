import { describe, expect, it } from 'vitest';
import { Triage } from '#domain/appointments/appointment.ts';
import {
  factsOf,
  initialWaiver,
  isLate,
  limits,
  price,
  promisedDay,
  refusedLines,
  triage,
  waiverDecision,
} from '#domain/appointments/triage.ts';
import { addDays } from '#domain/time/calendar.ts';
import { referenceFor } from '#functions/reference.ts';
import {
  appointmentIn,
  assignment,
  evidence,
  line,
  NOW,
  submitted,
  TODAY,
  withWaiver,
} from '#test/factories/appointment.ts';
import { organisation } from '#test/factories/organisation.ts';

const reference = referenceFor('shangluo', TODAY);
const of = (change: Parameters<typeof submitted>[0] = {}, who = organisation(), at = NOW) =>
  triage(submitted(change), who, reference, at);
const HOUR = 3600;

describe('triage', () => {
  it('gives what is stored with the appointment', () => {
    const found = of();
    expect(Triage.parse(found)).toEqual(found);
    expect(found).toMatchObject({
      minutes: 15,
      fields: ['thermal'],
      policyVersion: '2020-02-25',
      review: [],
    });
    expect(found.facts).toEqual({ sizeClass: 'small', resuming: true, medical: false });
  });

  it.each([
    ['a resuming enterprise', organisation(), 'green', '2026-03-09'],
    ['one that never stopped', organisation({ resumption: 'not-stopped' }), 'standard', '2026-03-16'],
    ['a hospital with epidemic instruments', organisation({ medical: true }), 'emergency', '2026-03-04'],
  ] as const)('gives %s its lane and its promised day', (_, who, lane, dueBy) => {
    expect(of({}, who)).toMatchObject({ lane, dueBy });
  });

  it('promises another day for what is sent in', () => {
    expect(of({ mode: 'send-in' }).dueBy).toBe('2026-03-06');
  });

  it('promises from the day that was asked for, where that is later', () => {
    expect(of({ requestedDate: '2026-03-20' }).dueBy).toBe('2026-03-27');
    expect(of({ requestedDate: TODAY }).dueBy).toBe('2026-03-09');
  });

  it('promises no day while the holidays of its year are not announced', () => {
    expect(promisedDay('2026-12-30', 5)).toBeNull();
    expect(promisedDay('2026-12-30', 1)).toBe('2026-12-31');
    expect(of({}, organisation(), '2026-12-30T01:00:00.000Z').dueBy).toBeNull();
  });

  it('adds up the work of all lines, and names each skill once', () => {
    const lines = [line(1), line(2), line(3, { type: 'caliper' })];
    expect(of({ lines })).toMatchObject({ fields: ['thermal', 'length'] });
    expect(of({ lines }).minutes).toBeGreaterThan(30);
  });

  it('sends what the catalogue lacks to a clerk, by the name the enterprise gave it', () => {
    const found = of({ lines: [line(1), line(2, { type: 'other', otherName: '自制量规' })] });
    expect(found.review).toEqual([
      { zh: expect.stringContaining('自制量规'), en: expect.stringContaining('Line 2') },
    ]);
    expect(found.minutes).toBe(15 + 60);
    expect(found.lines[1]).toMatchObject({ number: 2, compulsory: false });
  });

  it('sends evidence that contradicts the register to a clerk', () => {
    expect(of({ evidence }, organisation({ staff: 5000, revenueWan: 90_000 })).review).toHaveLength(1);
    expect(of({ evidence }).review).toEqual([]);
  });
});

describe('a line that cannot be taken as it stands', () => {
  it('is refused with what to ask for instead', () => {
    const lines = [line(1), line(2, { kind: 'verification' })];
    expect(refusedLines(submitted({ lines }), reference.typeOf)).toEqual([
      { line: 2, reason: { zh: expect.stringContaining('校准'), en: expect.any(String) } },
    ]);
  });

  it('is none of those on offer', () => {
    expect(refusedLines(submitted(), reference.typeOf)).toEqual([]);
  });
});

describe('the waiver', () => {
  it('is pending where a person must decide, and none where nobody must', () => {
    expect(initialWaiver(of(withWaiver()).quote)).toMatchObject({
      status: 'pending',
      rule: 'shangluo/suitable-reduction',
    });
    expect(initialWaiver(of().quote)).toMatchObject({ status: 'none', rule: null });
  });

  it('is told to the settlement as it was decided', () => {
    const pending = initialWaiver(of(withWaiver()).quote);
    const approved = { ...pending, status: 'approved' as const, ratePercent: 40 };
    expect(waiverDecision(approved)).toEqual({
      outcome: 'approved',
      ratePercent: 40,
      rule: 'shangluo/suitable-reduction',
    });
    expect(waiverDecision({ ...pending, status: 'rejected' })).toEqual({ outcome: 'rejected' });
    // Not granted before it is decided or countersigned, and not refused either.
    expect(waiverDecision(pending)).toBeUndefined();
    expect(waiverDecision({ ...approved, status: 'countersign' })).toBeUndefined();
    expect(waiverDecision(initialWaiver(of().quote))).toBeUndefined();
  });
});

describe('the price', () => {
  const facts = factsOf(organisation());
  const priced = (now: Partial<Parameters<typeof price>[3]>) =>
    price(submitted(withWaiver(2)), facts, reference, { date: TODAY, institutionOverdue: false, ...now });

  it('is the tariff until somebody decided, and less by what was decided', () => {
    expect(priced({})).toMatchObject({ tariffFen: 12_000, payableFen: 12_000 });
    const decision = { outcome: 'approved', ratePercent: 40, rule: 'shangluo/suitable-reduction' } as const;
    expect(priced({ decision }).payableFen).toBe(7200);
    expect(priced({ decision: { outcome: 'rejected' } }).payableFen).toBe(12_000);
  });

  it('is nothing when the institution is late', () => {
    expect(priced({ institutionOverdue: true }).payableFen).toBe(0);
  });
});

describe('what the tariff does not price', () => {
  const other = line(1, { type: 'other', otherName: '特制量具' });

  it('is named for the clerk, costs nothing until a price is given, and then what was given', () => {
    const found = of({ lines: [other] });
    const at = (prices: { line: number; tariffFen: number }[]) =>
      price({ lines: [other], evidence: [] }, found.facts, reference, {
        date: TODAY,
        institutionOverdue: false,
        prices,
      }).payableFen;
    expect(found).toMatchObject({ unpriced: [1], prices: [] });
    expect(at([])).toBe(0);
    expect(at([{ line: 1, tariffFen: 12_000 }])).toBe(12_000);
  });
});

describe('an institution is late', () => {
  const assigned = appointmentIn('ASSIGNED');
  const on = (date: string) => isLate({ ...assigned, assignment: assignment({ date }) });
  const { dueBy } = assigned.triage;

  it('that dispatches for a day after the promised one, and not one that keeps it', () => {
    expect(on(dueBy ?? '')).toBe(false);
    expect(on(addDays(dueBy ?? '', 1))).toBe(true);
  });

  it('that dispatched only after the promised day', () => {
    expect(isLate({ ...assigned, overdue: true })).toBe(true);
  });

  it('whose team came only after the promised day, and not for what was sent in late', () => {
    const tested = (mode: 'on-site' | 'send-in', testedOn: string) => {
      const verifying = appointmentIn('VERIFYING');
      const results = verifying.results && {
        ...verifying.results,
        lines: verifying.results.lines.map((result) => ({ ...result, testedOn })),
      };
      return isLate({ ...verifying, mode, results, assignment: assignment({ date: dueBy ?? '' }) });
    };
    expect(tested('on-site', dueBy ?? '')).toBe(false);
    expect(tested('on-site', addDays(dueBy ?? '', 1))).toBe(true);
    expect(tested('send-in', addDays(dueBy ?? '', 1))).toBe(false);
  });

  it('never by a day that was not promised', () => {
    expect(
      isLate({
        ...assigned,
        triage: { ...assigned.triage, dueBy: null },
        assignment: assignment({ date: '2030-01-01' }),
      }),
    ).toBe(false);
  });
});

describe('how long the machines wait', () => {
  const { policy } = reference;

  it('follows the promised day and the policy', () => {
    const found = of(withWaiver());
    expect(limits(found, policy, NOW)).toMatchObject({
      intakeSeconds: 24 * HOUR,
      // From Monday 09:00 to the end of the next Monday.
      dispatchSeconds: (7 * 24 + 15) * HOUR,
      reviewSeconds: 48 * HOUR,
      escalatedReviewSeconds: 24 * HOUR,
      countersignSeconds: 24 * HOUR,
    });
  });

  it('is at least an hour for dispatch, also when the promised day is past', () => {
    expect(limits({ ...of(), dueBy: '2026-03-01' }, policy, NOW).dispatchSeconds).toBe(HOUR);
  });

  it('is thirty days where no day is promised, from the day that was asked for', () => {
    const found = { ...of(), dueBy: null };
    expect(limits(found, policy, NOW).dispatchSeconds).toBe(30 * 24 * HOUR);
    expect(limits(found, policy, NOW, '2026-03-12').dispatchSeconds).toBe((9 * 24 + 15 + 30 * 24) * HOUR);
  });

  it('has no wait without an end, and none that Step Functions would refuse', () => {
    for (const found of [of(), of(withWaiver()), { ...of(), dueBy: null }]) {
      for (const seconds of Object.values(limits(found, policy, NOW))) {
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThan(99_999_999);
      }
    }
  });

  it('lets a step wait longer than a shift can be away', () => {
    expect(limits(of(), policy, NOW).stepSeconds).toBeGreaterThan(31 * 24 * HOUR);
  });
});
