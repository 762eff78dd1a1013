import type { Policy } from '#domain/policy/policy.ts';
import { emergencyPlan } from '#policies/emergency-plan.ts';

const plan = emergencyPlan('hanzhong');

/** Hanzhong 汉中: 23 measures, requests from several channels answered at once. */
export const hanzhong: Policy = {
  unit: 'hanzhong',
  version: '2020-02-25',
  validFrom: '2020-02-25',
  validTo: null,
  inherits: 'shaanxi',
  measuresStated: 23,
  measures: [
    {
      id: 'hanzhong/active-service',
      sentence: '对送检或提出计量服务需求的,积极开展检测、校准服务',
      title: { zh: '积极开展服务', en: 'Every request is served' },
    },
    {
      id: 'hanzhong/first-response',
      sentence: '利用“两微一端”平台优势,第一时间协调、处理企业的计量需求',
      title: { zh: '第一时间协调处理', en: 'Requests from every channel answered at once' },
    },
    plan.measure,
  ],
  lanes: [plan.lane],
  deadlines: { firstResponseHours: 8, source: 'Article: 第一时间; P: 8 hours for it' },
  waivers: [],
  emergencyPeriods: [],
};
