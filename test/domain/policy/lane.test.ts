import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LaneFacts } from '#domain/policy/conditions.ts';
import { rankAt } from '#domain/policy/lane.ts';
import { laneFor } from '#domain/policy/lane-choice.ts';
import type { EffectivePolicy, LaneRule } from '#domain/policy/policy.ts';

const HOUR_MS = 3_600_000;

const rule = (id: string, change: Partial<LaneRule>): LaneRule => ({
  id: `shaanxi/${id}`,
  lane: 'green',
  measure: 'shaanxi/green-channel',
  headStartHours: 120,
  onSiteWorkingDays: 5,
  sendInWorkingDays: 4,
  when: {},
  emergencyOnly: false,
  reason: { zh: id, en: id },
  source: 'test',
  ...change,
});

const policy: EffectivePolicy = {
  unit: 'shaanxi',
  date: '2020-03-06',
  version: 'test',
  from: [],
  emergency: false,
  measures: [],
  lanes: [
    rule('resuming', { when: { resuming: true } }),
    rule('hospital', {
      lane: 'emergency',
      headStartHours: 192,
      onSiteWorkingDays: 2,
      sendInWorkingDays: 2,
      when: { medical: true, epidemic: true },
    }),
    rule('small', { headStartHours: 24, when: { sizeClasses: ['small', 'micro'] } }),
  ],
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
  waivers: [],
};

const facts: LaneFacts = { sizeClass: 'large', resuming: false, medical: false, epidemic: false };

describe('the lane', () => {
  it('is the standard one, with the ordinary days, when no rule matches', () => {
    expect(laneFor(policy, facts)).toMatchObject({
      lane: 'standard',
      headStartHours: 0,
      onSiteWorkingDays: 10,
      sendInWorkingDays: 7,
      rule: null,
    });
  });

  it('is the green one for a resuming enterprise, with its own days and reason', () => {
    expect(laneFor(policy, { ...facts, resuming: true })).toEqual({
      lane: 'green',
      headStartHours: 120,
      onSiteWorkingDays: 5,
      sendInWorkingDays: 4,
      rule: 'shaanxi/resuming',
      reason: { zh: 'resuming', en: 'resuming' },
    });
  });

  it('asks for every condition of a rule', () => {
    expect(laneFor(policy, { ...facts, medical: true }).lane).toBe('standard');
    expect(laneFor(policy, { ...facts, epidemic: true }).lane).toBe('standard');
    expect(laneFor(policy, { ...facts, medical: true, epidemic: true }).lane).toBe('emergency');
    expect(laneFor(policy, { ...facts, sizeClass: 'micro' }).rule).toBe('shaanxi/small');
  });

  it('is that of the longest head start, however the rules are listed', () => {
    const all: LaneFacts = { sizeClass: 'micro', resuming: true, medical: true, epidemic: true };
    fc.assert(
      fc.property(fc.shuffledSubarray([...policy.lanes], { minLength: 3 }), (lanes) => {
        expect(laneFor({ ...policy, lanes }, all)).toEqual(laneFor(policy, all));
        expect(laneFor({ ...policy, lanes }, all).lane).toBe('emergency');
      }),
    );
  });
});

const appointments = fc.record({
  acceptedAt: fc.integer({ min: 1.58e12, max: 1.59e12 }),
  headStart: fc.constantFrom(0, 24, 120, 192),
});
const rank = (one: { acceptedAt: number; headStart: number }) => rankAt(one.acceptedAt, one.headStart);

describe('the place in the queue', () => {
  it('moves forward by the head start', () => {
    expect(rankAt(1_583_452_800_000, 120)).toBe(1_583_452_800_000 - 432_000_000);
  });

  it('lets a later one pass only if it was accepted within the difference of the head starts', () => {
    fc.assert(
      fc.property(appointments, appointments, (one, other) => {
        const [first, later] = one.acceptedAt <= other.acceptedAt ? [one, other] : [other, one];
        const waited = later.acceptedAt - first.acceptedAt;
        const overtakes = rank(later) < rank(first);
        expect(overtakes).toBe(waited < (later.headStart - first.headStart) * HOUR_MS);
      }),
      { numRuns: 1000 },
    );
  });

  it('is never passed by more than those accepted within the longest head start', () => {
    fc.assert(
      fc.property(appointments, fc.array(appointments, { maxLength: 60 }), (mine, queue) => {
        const passing = queue.filter((one) => one.acceptedAt >= mine.acceptedAt && rank(one) < rank(mine));
        const bound = queue.filter(
          (one) => one.acceptedAt >= mine.acceptedAt && one.acceptedAt < mine.acceptedAt + 192 * HOUR_MS,
        );
        expect(passing.length).toBeLessThanOrEqual(bound.length);
      }),
    );
  });

  it('keeps the order of acceptance within a lane', () => {
    fc.assert(
      fc.property(appointments, fc.integer({ min: 1 }), (one, after) => {
        expect(rank({ ...one, acceptedAt: one.acceptedAt + after })).toBeGreaterThan(rank(one));
      }),
    );
  });
});
