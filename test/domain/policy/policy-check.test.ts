import { describe, expect, it } from 'vitest';
import type { InstrumentType } from '#domain/ledger/catalogue.ts';
import type {
  DiscretionaryWaiver,
  EffectivePolicy,
  LaneRule,
  Policy,
  WaiverRule,
} from '#domain/policy/policy.ts';
import { checkPolicy, checkVersions } from '#domain/policy/policy-check.ts';

const text = { zh: '文', en: 'text' };
const type = (id: string, change: Partial<InstrumentType>): InstrumentType => ({
  id,
  name: text,
  field: 'mass',
  catalogueItem: null,
  firstOnly: false,
  epidemic: false,
  document: 'JJG 0',
  kind: 'verification',
  kinds: ['verification'],
  cycleMonths: 12,
  minutes: 10,
  source: 'test',
  verified: true,
  ...change,
});
const catalogue = [type('scale', {}), type('thermometer', { field: 'thermal', epidemic: true })];

const common = { version: '1', measure: 'baoji/m', title: text, when: {}, evidence: [], source: 'test' };
const full = (id: string, change: Partial<WaiverRule> = {}) =>
  ({
    ...common,
    id: `baoji/${id}`,
    kind: 'full',
    ratePercent: 100,
    decides: 'automatic',
    ...change,
  }) as WaiverRule;
const fixed = (id: string, ratePercent: number, change: Partial<WaiverRule> = {}) =>
  ({
    ...common,
    id: `baoji/${id}`,
    kind: 'fixed',
    ratePercent,
    decides: 'automatic',
    ...change,
  }) as WaiverRule;
const asked = (
  id: string,
  ratePercent: number,
  change: Partial<DiscretionaryWaiver> = {},
): DiscretionaryWaiver => ({
  ...common,
  id: `baoji/${id}`,
  kind: 'discretionary',
  ratePercent,
  decides: 'approver',
  countersignAboveFen: null,
  reviewHours: 48,
  escalatedReviewHours: 24,
  countersignHours: 24,
  onSilence: { outcome: 'reject' },
  ...change,
});
const lane = (id: string, change: Partial<LaneRule>): LaneRule => ({
  id: `baoji/${id}`,
  lane: 'green',
  measure: 'baoji/m',
  headStartHours: 120,
  onSiteWorkingDays: 5,
  sendInWorkingDays: 4,
  when: { resuming: true },
  emergencyOnly: false,
  reason: text,
  source: 'test',
  ...change,
});

const policy = (waivers: WaiverRule[], lanes: LaneRule[] = []): EffectivePolicy => ({
  unit: 'baoji',
  date: '2020-03-06',
  version: '1',
  from: [],
  emergency: false,
  measures: [{ id: 'baoji/m', sentence: '一对一帮扶', title: text }],
  lanes,
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
  waivers,
});
const found = (waivers: WaiverRule[], lanes: LaneRule[] = []) =>
  checkPolicy(policy(waivers, lanes), catalogue).map((finding) => [finding.code, finding.rule]);

describe('waiver rules', () => {
  it('are sound when each is the best of some case', () => {
    const rules = [
      full('free', { when: { epidemic: true, resuming: true } }),
      fixed('half', 50, { when: { sizeClasses: ['small', 'micro'] } }),
      asked('asked', 60, { when: { fields: ['thermal'] } }),
    ];
    expect(found(rules)).toEqual([]);
  });

  it('contradict when two of a kind give different rates for one case', () => {
    const rules = [
      fixed('half', 50, { when: { sizeClasses: ['small'] } }),
      fixed('third', 33, { when: { epidemic: true }, evidence: [] }),
    ];
    expect(found(rules)).toEqual([['contradiction', 'baoji/half']]);
    const apart = [
      fixed('half', 50, { when: { sizeClasses: ['small'] } }),
      fixed('third', 33, { when: { sizeClasses: ['large'] } }),
    ];
    expect(found(apart)).toEqual([]);
  });

  it('are shadowed by one that is always at least as good and asks for no more', () => {
    const half = fixed('half', 50, { when: { sizeClasses: ['small'] }, evidence: ['size-declaration'] });
    expect(found([full('free'), half])).toEqual([['shadowed', 'baoji/half']]);
    // With less evidence the half can still be what somebody gets.
    expect(found([full('free', { evidence: ['written-commitment'] }), half])).toEqual([]);
  });

  it('are shadowed by several together', () => {
    const rules = [
      full('resuming', { when: { resuming: true } }),
      full('small', { when: { sizeClasses: ['large', 'medium', 'small', 'micro'], epidemic: true } }),
      fixed('half', 50, { when: { resuming: true, epidemic: true } }),
    ];
    expect(found(rules)).toContainEqual(['shadowed', 'baoji/half']);
  });

  it('are shadowed as discretionary when what comes by itself reaches their most', () => {
    expect(found([fixed('half', 50), asked('asked', 50)])).toEqual([['shadowed', 'baoji/asked']]);
    expect(found([fixed('half', 50), asked('asked', 51)])).toEqual([]);
  });

  it('shadow one twin only, never both', () => {
    expect(found([full('a'), full('b')])).toEqual([['shadowed', 'baoji/b']]);
  });

  it('are unreachable when no type or kind fits', () => {
    expect(found([full('sundial', { when: { types: ['sundial'] } })])).toEqual([
      ['unknown-type', 'baoji/sundial'],
      ['unreachable', 'baoji/sundial'],
    ]);
    expect(found([full('calibration', { when: { kinds: ['calibration'] } })])).toEqual([
      ['unreachable', 'baoji/calibration'],
    ]);
  });

  it('leave one decision to a person, not two about the same enterprise', () => {
    const one = asked('one', 60, { when: { epidemic: true } });
    const two = asked('two', 60, { when: { types: ['scale'] } });
    expect(found([one, two])).toEqual([['two-decisions', 'baoji/one']]);
  });

  it('give by silence no more than a person could', () => {
    const generous = asked('generous', 60, { onSilence: { outcome: 'approve', ratePercent: 61 } });
    expect(found([generous])).toEqual([['silence-above-rate', 'baoji/generous']]);
  });

  it('implement a measure that the policy has', () => {
    expect(found([full('free', { measure: 'baoji/none' })])).toEqual([['unknown-measure', 'baoji/free']]);
  });
});

describe('lane rules', () => {
  it('are sound when each lets somebody in', () => {
    const emergency = lane('emergency', {
      lane: 'emergency',
      headStartHours: 192,
      when: { medical: true, epidemic: true },
    });
    expect(found([], [lane('green', {}), emergency])).toEqual([]);
  });

  it('are shadowed by a longer head start for the same', () => {
    const narrow = lane('narrow', { headStartHours: 96, when: { resuming: true, medical: true } });
    expect(found([], [lane('green', {}), narrow])).toEqual([['shadowed', 'baoji/narrow']]);
  });

  it('put an emergency before every green', () => {
    const slow = lane('slow', { lane: 'emergency', headStartHours: 96, when: { medical: true } });
    expect(found([], [lane('green', {}), slow])).toEqual([['lane-order', 'baoji/slow']]);
    const even = { ...slow, headStartHours: 120, onSiteWorkingDays: 5, sendInWorkingDays: 4 };
    expect(found([], [lane('green', {}), even])).toEqual([['lane-order', 'baoji/slow']]);
  });

  it('contradict when they promise different days to the same', () => {
    const other = lane('other', { onSiteWorkingDays: 3, when: { epidemic: true } });
    expect(found([], [lane('green', {}), other])).toEqual([['contradiction', 'baoji/green']]);
  });

  it('are unreachable when nobody can meet them', () => {
    expect(found([], [lane('nobody', { when: { sizeClasses: [] } })])).toEqual([
      ['unreachable', 'baoji/nobody'],
    ]);
  });
});

describe('measures', () => {
  it('quote the article verbatim', () => {
    expect(checkPolicy(policy([]), catalogue, '开展“一对一帮扶”活动。')).toEqual([]);
    expect(checkPolicy(policy([]), catalogue, '开展“一对多帮扶”活动。')).toEqual([
      { code: 'not-in-article', rule: 'baoji/m', detail: '一对一帮扶' },
    ]);
  });
});

describe('versions of one unit', () => {
  const version = (name: string, validFrom: string, validTo: string | null): Policy => ({
    unit: 'baoji',
    version: name,
    validFrom,
    validTo,
    inherits: 'shaanxi',
    measuresStated: null,
    measures: [],
    lanes: [],
    deadlines: {},
    waivers: [],
    emergencyPeriods: [],
  });

  it('follow each other', () => {
    const versions = [version('1', '2020-01-01', '2020-02-29'), version('2', '2020-03-01', null)];
    expect(checkVersions(versions)).toEqual([]);
    expect(checkVersions([...versions, { ...version('1', '2020-01-01', null), unit: 'xian' }])).toEqual([]);
  });

  it('do not overlap, not even by a day, nor end before they begin', () => {
    expect(
      checkVersions([version('1', '2020-01-01', '2020-03-01'), version('2', '2020-03-01', null)]),
    ).toMatchObject([{ code: 'overlapping-versions', rule: 'baoji 1' }]);
    expect(checkVersions([version('1', '2020-03-01', '2020-02-01')])).toMatchObject([
      { code: 'ends-before-it-begins' },
    ]);
  });
});
