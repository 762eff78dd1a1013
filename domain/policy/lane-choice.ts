import type { Bilingual } from '#domain/bilingual.ts';
import { type LaneFacts, laneMatches } from '#domain/policy/conditions.ts';
import type { Lane } from '#domain/policy/lane.ts';
import type { EffectivePolicy } from '#domain/policy/policy.ts';

export type LaneChoice = {
  readonly lane: Lane;
  /** Hours that the appointment is moved forward in the queue. */
  readonly headStartHours: number;
  /** Promised working days from acceptance for a job on site, and from receipt for instruments sent in. */
  readonly onSiteWorkingDays: number;
  readonly sendInWorkingDays: number;
  /** The rule of the policy that gave the lane; null for the standard lane, which needs none. */
  readonly rule: string | null;
  readonly reason: Bilingual;
};

/** The lane by the policy in force: of the rules that match, the one with the longest head start. */
export function laneFor(policy: EffectivePolicy, facts: LaneFacts): LaneChoice {
  const best = policy.lanes
    .filter((rule) => laneMatches(rule, facts))
    .sort((a, b) => b.headStartHours - a.headStartHours || (a.id < b.id ? -1 : 1))[0];
  if (best === undefined) {
    return {
      lane: 'standard',
      headStartHours: 0,
      onSiteWorkingDays: policy.deadlines.onSiteWorkingDays,
      sendInWorkingDays: policy.deadlines.sendInWorkingDays,
      rule: null,
      reason: {
        zh: '不符合绿色通道条件，按普通通道排队。',
        en: 'No rule of the green channel applies; it waits in the standard lane.',
      },
    };
  }
  return {
    lane: best.lane,
    headStartHours: best.headStartHours,
    onSiteWorkingDays: best.onSiteWorkingDays,
    sendInWorkingDays: best.sendInWorkingDays,
    rule: best.id,
    reason: best.reason,
  };
}
