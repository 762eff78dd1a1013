import type { Policy } from '#domain/policy/policy.ts';

/** Xixian New Area 西咸新区: a coordination desk that answers, and meets, what production needs at once. */
export const xixian: Policy = {
  unit: 'xixian',
  version: '2020-02-25',
  validFrom: '2020-02-25',
  validTo: null,
  inherits: 'shaanxi',
  measuresStated: null,
  measures: [
    {
      id: 'xixian/coordination',
      sentence: '建立计量服务协调机制,合力支持企业复工复产',
      title: { zh: '协调机制', en: 'Coordination desk' },
    },
    {
      id: 'xixian/first-response',
      sentence: '对企业生产需求确保在第一时间答复、满足',
      title: { zh: '第一时间答复、满足', en: 'Answered and met at once' },
    },
  ],
  lanes: [],
  deadlines: { firstResponseHours: 8, source: 'Article: 第一时间; P: 8 hours for it' },
  waivers: [],
  emergencyPeriods: [],
};
