import type { Policy } from '#domain/policy/policy.ts';
import { emergencyPlan } from '#policies/emergency-plan.ts';

const plan = emergencyPlan('xian');

/** Xi'an 西安: six measures, campaign and guidance; what it pays and how long it waits is the province's. */
export const xian: Policy = {
  unit: 'xian',
  version: '2020-02-25',
  validFrom: '2020-02-25',
  validTo: null,
  inherits: 'shaanxi',
  measuresStated: 6,
  measures: [
    {
      id: 'xian/campaign',
      sentence: '开展“计量精准服务企业行”活动',
      title: { zh: '计量精准服务企业行', en: 'Campaign of visits to enterprises' },
    },
    {
      id: 'xian/guidance',
      sentence:
        '加强对复工复产企业的技术指导帮扶,解决复工复产企业在仪器仪表检定校准、测量技术研发应用等方面存在的难点和痛点问题',
      title: { zh: '解决难点痛点', en: 'Technical help with what is difficult' },
    },
    plan.measure,
  ],
  lanes: [plan.lane],
  deadlines: {},
  waivers: [],
  emergencyPeriods: [],
};
