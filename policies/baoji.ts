import type { Policy } from '#domain/policy/policy.ts';

/** Baoji 宝鸡: one specialist for each enterprise. */
export const baoji: Policy = {
  unit: 'baoji',
  version: '2020-02-25',
  validFrom: '2020-02-25',
  validTo: null,
  inherits: 'shaanxi',
  measuresStated: null,
  measures: [
    {
      id: 'baoji/one-to-one',
      sentence: '抽调10名计量专业技术骨干对企业开展“一对一帮扶”活动',
      title: { zh: '一对一帮扶', en: 'One specialist for each enterprise' },
    },
  ],
  lanes: [],
  deadlines: {},
  waivers: [],
  emergencyPeriods: [],
};
