import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectivePolicy, Policy, policyDiff, WaiverRule } from '#domain/policy/policy.ts';

const text = { zh: '文', en: 'text' };
const measure = (id: string) => ({ id, sentence: id, title: text });
const lane = (id: string, headStartHours: number, emergencyOnly = false): Policy['lanes'][number] => ({
  id,
  lane: emergencyOnly ? 'emergency' : 'green',
  measure: 'shaanxi/a',
  headStartHours,
  onSiteWorkingDays: 5,
  sendInWorkingDays: 4,
  when: { resuming: true },
  emergencyOnly,
  reason: text,
  source: 'test',
});
const waiver = (id: string, ratePercent: number): WaiverRule => ({
  id,
  version: '1',
  measure: 'shaanxi/a',
  title: text,
  kind: 'fixed',
  ratePercent,
  decides: 'automatic',
  when: {},
  evidence: [],
  source: 'test',
});

const base: Policy = {
  unit: 'shaanxi',
  version: 'base',
  validFrom: '2020-02-21',
  validTo: null,
  inherits: null,
  measuresStated: 9,
  measures: [measure('shaanxi/a'), measure('shaanxi/b')],
  lanes: [lane('shaanxi/green', 120), lane('shaanxi/plan', 192, true)],
  deadlines: {
    onSiteWorkingDays: 10,
    sendInWorkingDays: 7,
    firstResponseHours: 24,
    intakeHours: 24,
    receiveHours: 240,
    testHours: 72,
    checkHours: 24,
    authoriseHours: 24,
    source: 'test',
  },
  waivers: [waiver('shaanxi/tenth', 10)],
  emergencyPeriods: [],
};
const city: Policy = {
  unit: 'weinan',
  version: 'city',
  validFrom: '2020-03-01',
  validTo: '2020-12-31',
  inherits: 'shaanxi',
  measuresStated: null,
  measures: [measure('weinan/c')],
  lanes: [lane('shaanxi/green', 96)],
  deadlines: { firstResponseHours: 8 },
  waivers: [waiver('shaanxi/tenth', 20), waiver('weinan/half', 50)],
  emergencyPeriods: [{ from: '2020-03-05', to: '2020-03-10' }],
};
const policies = [base, city];
const on = (date: string) => effectivePolicy(policies, 'weinan', date);

describe("a unit's policy on a day", () => {
  it('is the base, with what the unit adds, and what it refines in its place', () => {
    const policy = on('2020-04-01');

    expect(policy.version).toBe('city');
    expect(policy.from.map(({ version }) => version)).toEqual(['base', 'city']);
    expect(policy.measures.map(({ id }) => id)).toEqual(['shaanxi/a', 'shaanxi/b', 'weinan/c']);
    expect(policy.lanes).toEqual([lane('shaanxi/green', 96)]);
    expect(policy.waivers.map((rule) => [rule.id, rule.ratePercent])).toEqual([
      ['shaanxi/tenth', 20],
      ['weinan/half', 50],
    ]);
    expect(policy.deadlines).toEqual({ ...base.deadlines, firstResponseHours: 8 });
  });

  it.each(['2020-02-29', '2021-01-01'])('is the base alone on %s, when its own is not in force', (date) => {
    expect(on(date).version).toBe('base');
    expect(on(date).unit).toBe('weinan');
  });

  it('is the base for a unit that issued nothing', () => {
    expect(effectivePolicy(policies, 'tongchuan', '2020-04-01')).toMatchObject({
      unit: 'tongchuan',
      version: 'base',
    });
  });

  it('has the rules of emergency mode on the days of the switch only, first and last included', () => {
    const days = ['2020-03-04', '2020-03-05', '2020-03-10', '2020-03-11'];
    expect(days.map((day) => on(day).emergency)).toEqual([false, true, true, false]);
    expect(days.map((day) => on(day).lanes.length)).toEqual([1, 2, 2, 1]);
  });

  it('does not depend on the order of the files', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(policies, { minLength: 2 }), (shuffled) => {
        expect(effectivePolicy(shuffled, 'weinan', '2020-04-01')).toEqual(on('2020-04-01'));
      }),
    );
  });

  it('is an error on a day without one', () => {
    expect(() => on('2019-01-01')).toThrow(RangeError);
    expect(() => effectivePolicy([], 'weinan', '2020-04-01')).toThrow(RangeError);
  });

  it('is an error when it inherits from itself, or leaves a deadline out', () => {
    const circle = [{ ...base, inherits: 'weinan' as const }, city];
    expect(() => effectivePolicy(circle, 'weinan', '2020-04-01')).toThrow('inherits from itself');
    const incomplete = [{ ...base, deadlines: {} }];
    expect(() => effectivePolicy(incomplete, 'weinan', '2020-04-01')).toThrow(RangeError);
  });
});

describe('what a unit changes', () => {
  it('is listed with what it was and what it is', () => {
    const before = effectivePolicy(policies, 'shaanxi', '2020-04-01');

    expect(policyDiff(before, on('2020-04-01'))).toEqual([
      { part: 'measure', id: 'weinan/c', is: measure('weinan/c') },
      { part: 'lane', id: 'shaanxi/green', was: lane('shaanxi/green', 120), is: lane('shaanxi/green', 96) },
      {
        part: 'waiver',
        id: 'shaanxi/tenth',
        was: waiver('shaanxi/tenth', 10),
        is: waiver('shaanxi/tenth', 20),
      },
      { part: 'waiver', id: 'weinan/half', is: waiver('weinan/half', 50) },
      { part: 'deadline', id: 'firstResponseHours', was: 24, is: 8 },
    ]);
  });

  it('is nothing for a unit that only inherits, and the reverse when seen from the other side', () => {
    const before = effectivePolicy(policies, 'shaanxi', '2020-04-01');
    expect(policyDiff(before, effectivePolicy(policies, 'tongchuan', '2020-04-01'))).toEqual([]);
    expect(policyDiff(on('2020-04-01'), before)).toContainEqual({
      part: 'measure',
      id: 'weinan/c',
      was: measure('weinan/c'),
    });
  });
});

describe('a waiver rule', () => {
  it.each([
    ['a full waiver of 90 %', { kind: 'full', ratePercent: 90 }],
    ['a fixed waiver of 100 %', { kind: 'fixed', ratePercent: 100 }],
    ['a fixed waiver that a person decides', { decides: 'approver' }],
    ['a discretionary one without its review', { kind: 'discretionary', decides: 'approver' }],
    ['evidence that nobody can hand in', { evidence: ['passport'] }],
    ['a condition that does not exist', { when: { vip: true } }],
    ['a size condition that nobody meets', { when: { sizeClasses: [] } }],
  ])('is refused as %s', (_, change) => {
    expect(WaiverRule.safeParse(waiver('shaanxi/tenth', 10)).success).toBe(true);
    expect(WaiverRule.safeParse({ ...waiver('shaanxi/tenth', 10), ...change }).success).toBe(false);
  });

  it('is read from a whole policy', () => {
    expect(Policy.parse(city)).toEqual(city);
    expect(Policy.safeParse({ ...city, inherits: 'gansu' }).success).toBe(false);
  });
});
