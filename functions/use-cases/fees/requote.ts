import type { Appointment, Triage, WaiverState } from '#domain/appointments/appointment.ts';
import { price, waiverDecision } from '#domain/appointments/triage.ts';
import type { Quote } from '#domain/fees/quote.ts';
import { localDate } from '#domain/time/calendar.ts';
import { referenceFor } from '#functions/reference.ts';

type Priced = Pick<Appointment, 'lines' | 'evidence' | 'unit'> & { triage: Triage; waiver: WaiverState };

/**
 * The fee as it now stands, with what has been decided of it: by the policy, the tariff and the facts of the day of
 * triage, so that nothing that changes later changes the price.
 */
export function requote(
  { lines, evidence, unit, triage, waiver }: Priced,
  institutionOverdue: boolean,
): Quote {
  const date = localDate(Date.parse(triage.at));
  return price({ lines, evidence }, triage.facts, referenceFor(unit, date), {
    date,
    institutionOverdue,
    decision: waiverDecision(waiver),
    prices: triage.prices,
  });
}

/**
 * Triage with the new fee. The waiver keeps the terms that it was opened with: who decides it still sees what it was
 * about.
 */
export const requoted = (appointment: Priced, institutionOverdue: boolean): Triage => ({
  ...appointment.triage,
  quote: { ...requote(appointment, institutionOverdue), waiver: appointment.triage.quote.waiver },
});
