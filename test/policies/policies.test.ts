import { describe, expect, it } from 'vitest';
import { effectivePolicy, Policy, policyDiff } from '#domain/policy/policy.ts';
import { checkPolicy, checkVersions } from '#domain/policy/policy-check.ts';
import { parentOf, UnitId } from '#domain/units/unit.ts';
import { article, articleText } from '#policies/article.ts';
import { catalogue } from '#policies/catalogue.ts';
import { policies, policyFor } from '#policies/index.ts';

const DAYS = ['2017-04-01', '2020-02-21', '2020-03-06', '2026-11-23'];

describe('every policy', () => {
  it.each(policies.map((policy) => [`${policy.unit} ${policy.version}`, policy] as const))(
    '%s is well formed',
    (_, policy) => {
      expect(Policy.parse(policy)).toEqual(policy);
      for (const rule of policy.waivers) expect(rule.version).toBe(policy.version);
    },
  );

  it.each(UnitId.options)('of %s is sound, and quotes the article', (unit) => {
    for (const day of DAYS) expect(checkPolicy(policyFor(unit, day), catalogue, articleText)).toEqual([]);
  });

  it.each(UnitId.options)('of %s is sound while emergency mode is on, too', (unit) => {
    const on = policies.map((policy) => ({
      ...policy,
      emergencyPeriods: [{ from: '2020-03-01', to: null }],
    }));
    const policy = effectivePolicy(on, unit, '2020-03-06');
    expect(policy.emergency).toBe(true);
    expect(checkPolicy(policy, catalogue, articleText)).toEqual([]);
  });

  it('inherits from the unit above its own, and from nobody at the top', () => {
    for (const { unit, inherits } of policies) expect(inherits, unit).toBe(parentOf(unit));
  });

  it('is the only one of its unit on any day', () => {
    expect(checkVersions(policies)).toEqual([]);
  });

  it('begins with free compulsory verification', () => {
    expect(() => policyFor('xian', '2017-03-31')).toThrow(RangeError);
  });

  it('marks what nobody promised', () => {
    for (const policy of policies) {
      for (const rule of [...policy.lanes, ...policy.waivers]) expect(rule.source).toContain('P:');
      if (Object.keys(policy.deadlines).length > 0) expect(policy.deadlines.source).toContain('P:');
    }
  });
});

describe('the units of the article', () => {
  it('have each a policy; Tongchuan and Hancheng follow the province', () => {
    const own = UnitId.options.filter((unit) => policyFor(unit, '2020-03-06').from.length === 2);
    expect(own.sort()).toEqual(Object.keys(article.units).sort());
    expect(policyFor('tongchuan', '2020-03-06').version).toBe(policyFor('shaanxi', '2020-03-06').version);
    expect(policyFor('hancheng', '2020-03-06').unit).toBe('hancheng');
  });

  it.each(Object.entries(article.units))('%s quotes its own paragraph', (unit, paragraph) => {
    const own = policies.find((policy) => policy.unit === unit)?.measures ?? [];
    const quoted = own.filter((measure) => !measure.id.endsWith('/emergency-plan'));
    expect(quoted.length).toBeGreaterThan(0);
    for (const { sentence } of quoted) expect(paragraph).toContain(sentence);
  });

  it('state as many measures as the article says', () => {
    const stated = policies
      .filter(({ measuresStated }) => measuresStated !== null)
      .map(({ unit, measuresStated }) => [unit, measuresStated]);
    expect(Object.fromEntries(stated)).toEqual({
      shaanxi: 9,
      xian: 6,
      xianyang: 8,
      weinan: 9,
      hanzhong: 23,
      ankang: 12,
      shangluo: 5,
    });
  });

  it('draw up an emergency plan where the article says so', () => {
    const planned = policies.filter(({ lanes }) => lanes.some((rule) => rule.emergencyOnly));
    expect(planned.map(({ unit }) => unit).sort()).toEqual(['hanzhong', 'weinan', 'xian', 'yanan', 'yulin']);
  });

  it('show what Weinan refined', () => {
    const day = '2020-03-06';
    const changes = policyDiff(policyFor('shaanxi', day), policyFor('weinan', day));
    expect(changes.map(({ part, id }) => `${part} ${id}`)).toEqual([
      'measure weinan/refined-measures',
      'measure weinan/emergency-plan',
      'lane shaanxi/green-resuming',
      'deadline onSiteWorkingDays',
      'deadline sendInWorkingDays',
      'deadline firstResponseHours',
      'deadline source',
    ]);
  });
});
