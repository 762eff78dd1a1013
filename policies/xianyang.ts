import type { Policy } from '#domain/policy/policy.ts';

/** Xianyang 咸阳: half the tariff for medium, small and micro enterprises, whatever they have tested. */
export const xianyang: Policy = {
  unit: 'xianyang',
  version: '2020-02-25',
  validFrom: '2020-02-25',
  validTo: null,
  inherits: 'shaanxi',
  measuresStated: 8,
  measures: [
    {
      id: 'xianyang/half-by-size',
      sentence: '特别对中小微企业计量器具检定、检测收费按照收费标准的50%减免',
      title: { zh: '中小微企业收费减半', en: 'Half the tariff for smaller enterprises' },
    },
    {
      id: 'xianyang/person-and-vehicle',
      sentence: '对全市复工复产小微企业生产经营所急需计量检测需求,安排专人专车上门检测',
      title: { zh: '专人专车上门', en: 'On site with a person and a vehicle' },
    },
  ],
  lanes: [],
  deadlines: {},
  waivers: [
    {
      id: 'xianyang/half-by-size',
      version: '2020-02-25',
      measure: 'xianyang/half-by-size',
      title: { zh: '咸阳中小微企业收费减半', en: 'Half the tariff for smaller enterprises in Xianyang' },
      kind: 'fixed',
      ratePercent: 50,
      decides: 'automatic',
      when: { sizeClasses: ['medium', 'small', 'micro'] },
      evidence: ['size-declaration'],
      source: 'Article: 50 % for 中小微; read as every kind of service; P: the evidence',
    },
  ],
  emergencyPeriods: [],
};
