import type { Policy } from '#domain/policy/policy.ts';

/**
 * Yangling 杨凌: free for resuming enterprises. The article says 计量检定; it is read as every kind of service, as in
 * Yulin, because what can only be calibrated would otherwise be left out by a word.
 */
export const yangling: Policy = {
  unit: 'yangling',
  version: '2020-02-25',
  validFrom: '2020-02-25',
  validTo: null,
  inherits: 'shaanxi',
  measuresStated: null,
  measures: [
    {
      id: 'yangling/free-for-resuming',
      sentence: '为企业复工复产开展免费计量检定服务',
      title: { zh: '免费计量检定', en: 'Free verification' },
    },
    {
      id: 'yangling/green-channel',
      sentence: '开通计量检定绿色通道',
      title: { zh: '计量检定绿色通道', en: 'Green channel for verification' },
    },
    {
      id: 'yangling/case-owner',
      sentence: '安排专人负责复工复产企业送检业务的接洽、受理及检定',
      title: { zh: '专人负责', en: 'One person for each case' },
    },
  ],
  lanes: [],
  deadlines: {},
  waivers: [
    {
      id: 'yangling/free-for-resuming',
      version: '2020-02-25',
      measure: 'yangling/free-for-resuming',
      title: { zh: '杨凌复工复产企业免费检定', en: 'Free service for resuming enterprises in Yangling' },
      kind: 'full',
      ratePercent: 100,
      decides: 'automatic',
      when: { resuming: true },
      evidence: ['resumption-declaration'],
      source: 'Article: free for resuming enterprises; P: the evidence',
    },
  ],
  emergencyPeriods: [],
};
