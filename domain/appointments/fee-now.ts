import { type Accepted, type Appointment, isAssigned, reached } from '#domain/appointments/appointment.ts';
import type { LinePrice, OrganisationFacts, WaiverState } from '#domain/appointments/parts.ts';
import type { Reference } from '#domain/appointments/reference.ts';
import { quote } from '#domain/fees/pricing.ts';
import type { Quote, WaiverDecision } from '#domain/fees/quote.ts';
import { classify } from '#domain/ledger/instrument.ts';
import { type LocalDate, localDate } from '#domain/time/calendar.ts';

type Priceable = Pick<Appointment, 'lines' | 'evidence'>;

/**
 * What an appointment costs as it is triaged: nothing is late yet, nobody has decided yet. `date`: the day whose tariff
 * and policy hold for it from then on.
 */
export const firstFee = (
  appointment: Priceable,
  facts: OrganisationFacts,
  reference: Reference,
  date: LocalDate,
): Quote => fee(appointment, facts, reference, { date, institutionOverdue: false, prices: [] });

/**
 * What an accepted appointment costs as things stand: with what was decided about money, a clerk's prices, and nothing to
 * pay where the institution is late. It rests on the policy, tariff and facts of the day of triage, so that nothing that
 * changes later changes the price. This is the one place that knows what is late and what is payable: what is shown on
 * the way and what is settled in the end are the same.
 * @param reference of the unit on the day of triage
 */
export const feeNow = (appointment: Accepted, reference: Reference): Quote => {
  const { triage, waiver } = appointment;
  return fee(appointment, triage.facts, reference, {
    date: localDate(Date.parse(triage.at)),
    institutionOverdue: isLate(appointment),
    decision: decisionOf(waiver),
    prices: triage.prices,
  });
};

/**
 * The appointment with the fee as it now stands. The waiver keeps the terms that it was opened with: who decides it still
 * sees what it was about.
 */
export function withFeeNow<A extends Accepted>(appointment: A, reference: Reference): A {
  const { triage } = appointment;
  const quote = { ...feeNow(appointment, reference), waiver: triage.quote.waiver };
  return { ...appointment, triage: { ...triage, quote } };
}

/**
 * Whether the institution is late: dispatched only after the promised day, or for a day after it, or come to the
 * enterprise after it. Then everything is free of charge (强制检定管理办法 art. 15). The day of the test says nothing of
 * instruments that are sent in: the enterprise may have brought them late.
 */
export function isLate(appointment: Accepted): boolean {
  const { overdue, mode, triage } = appointment;
  if (overdue) return true;
  const { dueBy } = triage;
  if (dueBy === null || !isAssigned(appointment)) return false;
  const tested = reached(appointment).results?.lines ?? [];
  const cameLate = mode === 'on-site' && tested.some(({ testedOn }) => testedOn > dueBy);
  return cameLate || appointment.assignment.date > dueBy;
}

/** What the fee is told of the decision about money; undefined while nobody has decided, or nobody must. */
function decisionOf({ status, rule, ratePercent }: WaiverState): WaiverDecision | undefined {
  if (status === 'rejected') return { outcome: 'rejected' };
  if (status !== 'approved' || rule === null || ratePercent === null) return undefined;
  return { outcome: 'approved', ratePercent, rule };
}

function fee(
  { lines, evidence }: Priceable,
  facts: OrganisationFacts,
  { policy, typeOf, tariffOf }: Reference,
  {
    prices,
    ...now
  }: {
    date: LocalDate;
    institutionOverdue: boolean;
    decision?: WaiverDecision | undefined;
    prices: readonly LinePrice[];
  },
): Quote {
  const priceOf = new Map(prices.map(({ line, tariffFen }) => [line, tariffFen]));
  return quote({
    policy,
    organisation: facts,
    lines: lines.map((line) => {
      const type = typeOf(line.type);
      return {
        number: line.number,
        type,
        kind: line.kind,
        compulsory: classify(line, type).compulsory,
        tariffFen: tariffOf(line.type, line.kind, now.date) ?? priceOf.get(line.number) ?? 0,
      };
    }),
    evidence: evidence.map(({ type }) => type),
    ...now,
  });
}
