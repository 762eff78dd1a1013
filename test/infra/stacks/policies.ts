import { describe, expect, test } from 'vitest';
import type { Policy } from '#domain/policy/policy.ts';
import { policyDefects } from '#infra/policies.ts';
import { policies } from '#policies/index.ts';
import { synthesise } from '../synthesis.ts';

/** The policies with one of them changed. */
const withChange = (unit: Policy['unit'], change: (policy: Policy) => Policy): Policy[] =>
  policies.map((policy) => (policy.unit === unit && policy.validTo === null ? change(policy) : policy));

describe('a policy with a finding does not synthesise, and the reason is said', () => {
  test.each<[string, Policy[], RegExp]>([
    [
      'a sentence that is not in the article',
      withChange('xian', (policy) => ({
        ...policy,
        measures: policy.measures.map((measure) => ({ ...measure, sentence: '一律免费。' })),
      })),
      /^xian on \d{4}-\d\d-\d\d: .* \(not-in-article\): 一律免费。$/m,
    ],
    [
      'a rule without its measure',
      withChange('yulin', (policy) => ({ ...policy, measures: [] })),
      /^yulin on .* \(unknown-measure\): /m,
    ],
    [
      'two versions of one unit on one day',
      [...policies, ...policies.filter(({ unit }) => unit === 'baoji')],
      /^baoji .* \(overlapping-versions\): /m,
    ],
    [
      'a field that no policy has',
      withChange('weinan', (policy) => ({ ...policy, waver: [] }) as Policy),
      /^weinan .*: .*waver/m,
    ],
  ])('%s', (_, broken, reason) => {
    expect(() => synthesise({ policies: broken })).toThrow(reason);
  });

  test('also where the fault shows on the day only on which an emergency begins', () => {
    const late = withChange('xian', (policy) => ({
      ...policy,
      emergencyPeriods: [{ from: '2031-05-01', to: '2031-05-31' }],
      lanes: [
        ...policy.lanes,
        {
          id: 'xian/late',
          lane: 'emergency',
          when: {},
          headStartHours: 1,
          emergencyOnly: true,
          onSiteWorkingDays: 1,
          sendInWorkingDays: 1,
          measure: policy.measures[0]?.id ?? '',
          reason: { zh: '试验', en: 'a test' },
          source: 'P: a test',
        },
      ],
    }));
    expect(policyDefects(late).join('\n')).toMatch(/^xian on 2031-05-01: xian\/late \(lane-order\)/m);
    expect(policyDefects(late).filter((defect) => !defect.includes('2031-05-01'))).toEqual([]);
  });

  test('those of the repository have none', () => {
    expect(policyDefects(policies)).toEqual([]);
  });
});
