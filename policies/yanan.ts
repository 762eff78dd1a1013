import type { Policy } from '#domain/policy/policy.ts';
import { emergencyPlan } from '#policies/emergency-plan.ts';

const plan = emergencyPlan('yanan');

/** Yan'an 延安: a green channel by instrument, for everyone who has one that is used against the epidemic. */
export const yanan: Policy = {
  unit: 'yanan',
  version: '2020-02-25',
  validFrom: '2020-02-25',
  validTo: null,
  inherits: 'shaanxi',
  measuresStated: null,
  measures: [
    {
      id: 'yanan/epidemic-green-channel',
      sentence: '开通疫情防控计量器具检测绿色通道',
      title: { zh: '疫情防控计量器具绿色通道', en: 'Green channel for epidemic instruments' },
    },
    plan.measure,
  ],
  lanes: [
    {
      id: 'yanan/green-epidemic',
      lane: 'green',
      measure: 'yanan/epidemic-green-channel',
      headStartHours: 120,
      onSiteWorkingDays: 5,
      sendInWorkingDays: 4,
      when: { epidemic: true },
      emergencyOnly: false,
      reason: {
        zh: '疫情防控计量器具，走绿色通道。',
        en: 'Instruments used against the epidemic take the green lane.',
      },
      source: 'Article: the channel; P: head start and days',
    },
    plan.lane,
  ],
  deadlines: {},
  waivers: [],
  emergencyPeriods: [],
};
