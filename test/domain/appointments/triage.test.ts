import { describe, expect, it } from 'vitest';
import { Triage } from '#domain/appointments/parts.ts';
import { initialWaiver, promisedDay, refusedLines, triage } from '#domain/appointments/triage.ts';
import { referenceFor } from '#functions/reference.ts';
import { draft, evidence, line, NOW, TODAY, withWaiver } from '#test/factories/appointment.ts';
import { organisation } from '#test/factories/organisation.ts';

const reference = referenceFor('shangluo', TODAY);
const of = (change: Parameters<typeof draft>[0] = {}, who = organisation(), at = NOW) =>
  triage(draft(change), who, reference, at);

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
    expect(refusedLines(draft({ lines }), reference.typeOf)).toEqual([
      { line: 2, reason: { zh: expect.stringContaining('校准'), en: expect.any(String) } },
    ]);
  });

  it('is none of those on offer', () => {
    expect(refusedLines(draft(), reference.typeOf)).toEqual([]);
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
});

describe('what the tariff does not price', () => {
  it('is named for the clerk', () => {
    const other = line(1, { type: 'other', otherName: '特制量具' });
    expect(of({ lines: [other] })).toMatchObject({ unpriced: [1], prices: [] });
  });
});
