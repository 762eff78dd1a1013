import { describe, expect, it } from 'vitest';
import {
  type LaneFacts,
  LaneWhen,
  laneConditions,
  laneMatches,
  refusal,
  type WaiverCase,
  WaiverWhen,
  waiverConditions,
} from '#domain/policy/conditions.ts';
import { instrumentType } from '#policies/catalogue.ts';

const waiverCase: WaiverCase = {
  organisation: { sizeClass: 'micro', resuming: true, medical: true },
  type: instrumentType('infrared-forehead-thermometer'),
  kind: 'calibration',
  evidence: [],
};
const laneFacts: LaneFacts = { sizeClass: 'micro', resuming: true, medical: true, epidemic: true };

/** For each condition one value that holds for the case above, and a case for which it does not. */
const ofWaivers: {
  [Name in keyof typeof waiverConditions]: { holds: object; fails: Partial<WaiverCase> };
} = {
  sizeClasses: {
    holds: { sizeClasses: ['micro'] },
    fails: { organisation: { ...waiverCase.organisation, sizeClass: 'large' } },
  },
  resuming: {
    holds: { resuming: true },
    fails: { organisation: { ...waiverCase.organisation, resuming: false } },
  },
  medical: {
    holds: { medical: true },
    fails: { organisation: { ...waiverCase.organisation, medical: false } },
  },
  epidemic: { holds: { epidemic: true }, fails: { type: instrumentType('caliper') } },
  types: { holds: { types: ['infrared-forehead-thermometer'] }, fails: { type: instrumentType('caliper') } },
  fields: { holds: { fields: ['thermal'] }, fails: { type: undefined } },
  kinds: { holds: { kinds: ['calibration'] }, fails: { kind: 'check' } },
};
const ofLanes: { [Name in keyof typeof laneConditions]: { holds: object; fails: Partial<LaneFacts> } } = {
  sizeClasses: { holds: { sizeClasses: ['micro', 'small'] }, fails: { sizeClass: 'large' } },
  resuming: { holds: { resuming: true }, fails: { resuming: false } },
  medical: { holds: { medical: true }, fails: { medical: false } },
  epidemic: { holds: { epidemic: true }, fails: { epidemic: false } },
};

describe('the conditions of a waiver', () => {
  it.each(Object.entries(ofWaivers))(
    '%s lets in whom it means and refuses others, in words',
    (_, { holds, fails }) => {
      const rule = { when: WaiverWhen.parse(holds), evidence: [] };
      expect(refusal(rule, waiverCase)).toBeNull();
      expect(refusal(rule, { ...waiverCase, ...fails })).toEqual({
        zh: expect.stringMatching(/。$/),
        en: expect.stringMatching(/\.$/),
      });
    },
  );

  it('must all hold; the first that fails is the one that is named', () => {
    const rule = { when: WaiverWhen.parse({ resuming: true, kinds: ['check'] }), evidence: [] };
    expect(refusal(rule, waiverCase)?.en).toContain('kind of service');
    const stopped = { ...waiverCase, organisation: { ...waiverCase.organisation, resuming: false } };
    expect(refusal(rule, stopped)?.en).toContain('resume work');
  });

  it('that nobody evaluates cannot be written', () => {
    expect(WaiverWhen.safeParse({ industries: ['catering'] }).success).toBe(false);
    expect(LaneWhen.safeParse({ kinds: ['check'] }).success).toBe(false);
    expect(Object.keys(WaiverWhen.shape)).toEqual(Object.keys(waiverConditions));
    expect(Object.keys(LaneWhen.shape)).toEqual(Object.keys(laneConditions));
  });

  it('that hold leave only the evidence to ask for', () => {
    const rule = { when: {}, evidence: ['size-declaration' as const] };
    expect(refusal(rule, waiverCase)).toEqual({
      zh: '符合条件，但缺少企业规模声明；补交后即可适用。',
      en: 'It would apply: hand in the declaration of size.',
    });
    expect(refusal(rule, { ...waiverCase, evidence: ['size-declaration'] })).toBeNull();
  });
});

describe('the conditions of a lane', () => {
  it.each(Object.entries(ofLanes))('%s lets in whom it means and nobody else', (_, { holds, fails }) => {
    const rule = { when: LaneWhen.parse(holds) };
    expect(laneMatches(rule, laneFacts)).toBe(true);
    expect(laneMatches(rule, { ...laneFacts, ...fails })).toBe(false);
  });
});
