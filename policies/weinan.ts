import type { Policy } from '#domain/policy/policy.ts';
import { emergencyPlan } from '#policies/emergency-plan.ts';
import { shaanxi } from '#policies/shaanxi.ts';

const plan = emergencyPlan('weinan');

/** Weinan 渭南: the province's measures, refined to its own circumstances: shorter times, and a faster green lane. */
export const weinan: Policy = {
  unit: 'weinan',
  version: '2020-02-25',
  validFrom: '2020-02-25',
  validTo: null,
  inherits: 'shaanxi',
  measuresStated: 9,
  measures: [
    {
      id: 'weinan/refined-measures',
      sentence: '根据省局支持企业复工复产9条措施,结合本辖区实际加以细化,给企业便利,方便企业复工复产',
      title: { zh: '细化省局9条措施', en: "The province's nine measures, refined" },
    },
    plan.measure,
  ],
  lanes: [
    ...shaanxi.lanes
      .filter((rule) => rule.id === 'shaanxi/green-resuming')
      .map((rule) => ({
        ...rule,
        measure: 'weinan/refined-measures',
        onSiteWorkingDays: 4,
        sendInWorkingDays: 3,
        source: 'Article: refined for the convenience of enterprises; P: how, as nothing of it is quoted',
      })),
    plan.lane,
  ],
  deadlines: {
    onSiteWorkingDays: 9,
    sendInWorkingDays: 6,
    firstResponseHours: 12,
    source: 'P: what Weinan refined is not quoted; a day less, and half the time to the first answer',
  },
  waivers: [],
  emergencyPeriods: [],
};
