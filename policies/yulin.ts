import type { Policy } from '#domain/policy/policy.ts';
import { emergencyPlan } from '#policies/emergency-plan.ts';

const plan = emergencyPlan('yulin');

/**
 * Yulin 榆林: everything free for instruments against the epidemic of resuming enterprises. They are in the green lane
 * by the province's rule already, because they resume.
 *
 * The article says 检定; the commonest of these instruments, the forehead thermometer, can only be calibrated. So the
 * promise is read as every kind of service, as “不收取任何费用” suggests.
 */
export const yulin: Policy = {
  unit: 'yulin',
  version: '2020-02-25',
  validFrom: '2020-02-25',
  validTo: null,
  inherits: 'shaanxi',
  measuresStated: null,
  measures: [
    {
      id: 'yulin/contact-free',
      sentence: '依托e-CQS强检计量器具业务受理平台和电话预约等方式开展送检业务非接触式办理,优化流程,简化手续',
      title: { zh: '非接触式办理', en: 'Contact-free, online or by telephone' },
    },
    {
      id: 'yulin/epidemic-free',
      sentence: '在疫情期间对所有复工复产企业所使用的涉疫计量器具实行全免检定,不收取任何费用',
      title: { zh: '涉疫计量器具全免', en: 'Epidemic instruments free of charge' },
    },
    plan.measure,
  ],
  lanes: [plan.lane],
  deadlines: {},
  waivers: [
    {
      id: 'yulin/epidemic-free',
      version: '2020-02-25',
      measure: 'yulin/epidemic-free',
      title: {
        zh: '榆林复工复产企业涉疫计量器具全免',
        en: 'Epidemic instruments of resuming enterprises in Yulin',
      },
      kind: 'full',
      ratePercent: 100,
      decides: 'automatic',
      when: { resuming: true, epidemic: true },
      evidence: ['resumption-declaration'],
      source: 'Article: free for all resuming enterprises; P: the evidence; the end of 疫情期间 is left open',
    },
  ],
  emergencyPeriods: [],
};
