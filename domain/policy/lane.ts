import * as z from 'zod';
import type { Bilingual } from '#domain/bilingual.ts';
import { SizeClass } from '#domain/organisations/size-class.ts';
import type { EffectivePolicy, LaneRule } from '#domain/policy/policy.ts';

/** 通道, the fastest first. */
export const Lane = z.enum(['emergency', 'green', 'standard']);
export type Lane = z.infer<typeof Lane>;

/** What the lane is chosen by. `epidemic`: at least one line is an instrument used against the epidemic. */
export const LaneFacts = z.strictObject({
  sizeClass: SizeClass,
  resuming: z.boolean(),
  medical: z.boolean(),
  epidemic: z.boolean(),
});
export type LaneFacts = z.infer<typeof LaneFacts>;

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

const HOUR_MS = 3_600_000;

/** Whether all conditions of a lane rule hold. */
export const laneMatches = (rule: LaneRule, facts: LaneFacts): boolean =>
  (rule.when.resuming === undefined || facts.resuming) &&
  (rule.when.medical === undefined || facts.medical) &&
  (rule.when.epidemic === undefined || facts.epidemic) &&
  (rule.when.sizeClasses === undefined || rule.when.sizeClasses.includes(facts.sizeClass));

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

/**
 * The place in the queue, in milliseconds since 1970; the lower comes first. It is written once, at acceptance.
 *
 * With a static key nobody starves: an appointment is only ever overtaken by ones accepted after it by less than the
 * difference of the two head starts.
 */
export function rankAt(acceptedAtMs: number, headStartHours: number): number {
  return acceptedAtMs - headStartHours * HOUR_MS;
}
