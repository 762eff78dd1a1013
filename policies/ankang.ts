import type { Policy } from '#domain/policy/policy.ts';

/** Ankang 安康: twelve measures, teams go to the enterprise. */
export const ankang: Policy = {
  unit: 'ankang',
  version: '2020-02-25',
  validFrom: '2020-02-25',
  validTo: null,
  inherits: 'shaanxi',
  measuresStated: 12,
  measures: [
    {
      id: 'ankang/on-site',
      sentence: '采取“两线一担当”方式,主动出击,上门服务,确保计量服务到一线',
      title: { zh: '主动上门服务', en: 'Service on site without being asked' },
    },
  ],
  lanes: [],
  deadlines: {},
  waivers: [],
  emergencyPeriods: [],
};
