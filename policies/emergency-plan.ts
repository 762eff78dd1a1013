import type { LaneRule, Measure } from '#domain/policy/policy.ts';
import type { UnitId } from '#domain/units/unit.ts';

/**
 * The emergency plan 应急方案 that five units drew up. It is a dated switch: it works during the `emergencyPeriods` of the
 * unit's policy. The article gives no period, so none is set; adding one here switches the mode on.
 */
export function emergencyPlan(unit: UnitId): { measure: Measure; lane: LaneRule } {
  return {
    measure: {
      id: `${unit}/emergency-plan`,
      sentence:
        '西安市、延安市、榆林市、汉中市、渭南市市场监管局等单位组织召开了计量助力企业复工复产工作专题会议,对企业复工复产遇到的计量问题,制定具体的实施措施及应急方案。',
      title: { zh: '应急方案', en: 'Emergency plan' },
    },
    lane: {
      id: `${unit}/emergency-plan`,
      lane: 'emergency',
      measure: `${unit}/emergency-plan`,
      headStartHours: 192,
      onSiteWorkingDays: 2,
      sendInWorkingDays: 2,
      when: { resuming: true, epidemic: true },
      emergencyOnly: true,
      reason: {
        zh: '应急方案启动：复工复产企业的涉疫计量器具，走应急通道。',
        en: 'The emergency plan is on: epidemic instruments of a resuming enterprise take the emergency lane.',
      },
      source: 'Article: the plan; P: whom it lets in, head start and days',
    },
  };
}
