import type { Policy } from '#domain/policy/policy.ts';

/**
 * Shangluo 商洛: a suitable reduction within the authorised scope, so a person decides how much.
 *
 * Silence rejects, because 适当减免 within an authorised scope is a grant by someone who answers for it: money that nobody
 * granted is not waived. Nobody is worse off for asking, since the line costs the tariff either way, and before it comes
 * to that the request escalates once.
 */
export const shangluo: Policy = {
  unit: 'shangluo',
  version: '2020-02-25',
  validFrom: '2020-02-25',
  validTo: null,
  inherits: 'shaanxi',
  measuresStated: 5,
  measures: [
    {
      id: 'shangluo/suitable-reduction',
      sentence: '对于授权范围内小微企业涉及疫情防控计量检测费用进行适当减免',
      title: { zh: '适当减免', en: 'A suitable reduction' },
    },
    {
      id: 'shangluo/online-guidance',
      sentence: '采用线上指导专项服务方式,及时有效地开展计量技术咨询工作',
      title: { zh: '线上指导', en: 'Guidance online' },
    },
  ],
  lanes: [],
  deadlines: {},
  waivers: [
    {
      id: 'shangluo/suitable-reduction',
      version: '2020-02-25',
      measure: 'shangluo/suitable-reduction',
      title: {
        zh: '商洛小微企业疫情防控检测费用适当减免',
        en: 'Suitable reduction for small and micro enterprises in Shangluo',
      },
      kind: 'discretionary',
      ratePercent: 60,
      decides: 'approver',
      // Thermal and medical: the fields whose standards the article says were transferred for the epidemic.
      when: { sizeClasses: ['small', 'micro'], epidemic: true, fields: ['thermal', 'medical'] },
      evidence: ['size-declaration', 'epidemic-use-declaration'],
      countersignAboveFen: 10_000,
      reviewHours: 48,
      escalatedReviewHours: 24,
      countersignHours: 24,
      onSilence: { outcome: 'reject' },
      source:
        'Article: 授权范围内, 小微企业, 疫情防控, 适当; P: at most 60 %, the fields of the scope, evidence, limit, hours, silence',
    },
  ],
  emergencyPeriods: [],
};
