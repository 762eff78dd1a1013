import * as z from 'zod';
import type { Triage } from '#domain/appointments/parts.ts';
import type { EffectivePolicy } from '#domain/policy/policy.ts';
import { endOfDay, type LocalDate, startOfDay } from '#domain/time/calendar.ts';

/** How long the machines wait, in seconds; what comes after each wait is in the machines. */
const seconds = z.int().min(1);
export const Limits = z.object({
  intakeSeconds: seconds,
  dispatchSeconds: seconds,
  overdueSeconds: seconds,
  stepSeconds: seconds,
  reviewSeconds: seconds,
  escalatedReviewSeconds: seconds,
  countersignSeconds: seconds,
});
export type Limits = z.infer<typeof Limits>;

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Our own parameters: people are reminded and groups escalated long before; these only bound what can wait for ever. */
const OVERDUE_DAYS = 30;
/** From dispatch on, and the shift may be a month away (HORIZON_DAYS of the dispatcher). */
const STEP_DAYS = 60;
const UNANNOUNCED_DAYS = 30;

/** The limits of an appointment that was triaged at an ISO instant, and is not to be done before the requested day. */
export function limits(
  { dueBy, quote: { waiver } }: Triage,
  policy: EffectivePolicy,
  at: string,
  requestedDate: LocalDate | null = null,
): Limits {
  const from = Date.parse(at);
  const wanted = requestedDate === null ? from : Math.max(from, startOfDay(requestedDate));
  const due = dueBy === null ? wanted + UNANNOUNCED_DAYS * DAY * 1000 : endOfDay(dueBy);
  const untilDue = Math.ceil((due - from) / 1000);
  const review =
    waiver.status === 'to-decide' ? waiver : { reviewHours: 1, escalatedReviewHours: 1, countersignHours: 1 };
  return {
    intakeSeconds: policy.deadlines.intakeHours * HOUR,
    dispatchSeconds: Math.max(untilDue, HOUR),
    overdueSeconds: OVERDUE_DAYS * DAY,
    stepSeconds: STEP_DAYS * DAY,
    reviewSeconds: review.reviewHours * HOUR,
    escalatedReviewSeconds: review.escalatedReviewHours * HOUR,
    countersignSeconds: review.countersignHours * HOUR,
  };
}
