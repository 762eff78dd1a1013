import type { Appointment } from '#domain/appointments/appointment.ts';
import { firstFee } from '#domain/appointments/fee-now.ts';
import type { LineReason, OrganisationFacts, Triage, WaiverState } from '#domain/appointments/parts.ts';
import type { Reference } from '#domain/appointments/reference.ts';
import type { Quote } from '#domain/fees/quote.ts';
import { classify, lineProblem } from '#domain/ledger/instrument.ts';
import { evidenceProblem } from '#domain/organisations/evidence.ts';
import { isResuming, type Organisation, sizeClassOf } from '#domain/organisations/organisation.ts';
import { laneFor } from '#domain/policy/lane-choice.ts';
import { addWorkingDays, type LocalDate, localDate } from '#domain/time/calendar.ts';

const factsOf = (organisation: Organisation): OrganisationFacts => ({
  sizeClass: sizeClassOf(organisation),
  resuming: isResuming(organisation),
  medical: organisation.medical,
});

type Priceable = Pick<Appointment, 'lines' | 'evidence'>;
/** What triage looks at of what is asked for. */
export type Triageable = Priceable & Pick<Appointment, 'mode' | 'requestedDate'>;

/** The last working day of a promise, or null while the holidays of that year are not announced: never a guess. */
export function promisedDay(from: LocalDate, workingDays: number): LocalDate | null {
  try {
    return addWorkingDays(from, workingDays);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Lines that cannot be taken as they stand, and why. The institution must not even look at them. */
export function refusedLines(appointment: Priceable, typeOf: Reference['typeOf']): LineReason[] {
  return appointment.lines.flatMap((line) => {
    const reason = lineProblem(line, typeOf(line.type));
    return reason ? [{ line: line.number, reason }] : [];
  });
}

/** 分诊: everything that follows from the appointment, the organisation and the policy of the day. */
export function triage(
  appointment: Triageable,
  organisation: Organisation,
  reference: Reference,
  at: string,
): Triage {
  const { policy, typeOf } = reference;
  const date = localDate(Date.parse(at));
  const facts = factsOf(organisation);
  const types = appointment.lines.map((line) => typeOf(line.type));
  const lane = laneFor(policy, {
    ...facts,
    epidemic: types.some((type) => type?.epidemic),
  });
  const wanted = appointment.requestedDate;
  const workingDays = appointment.mode === 'on-site' ? lane.onSiteWorkingDays : lane.sendInWorkingDays;
  const unknown = appointment.lines.filter((line) => !typeOf(line.type));
  const disputes = appointment.evidence.flatMap((evidence) => evidenceProblem(evidence, organisation) ?? []);
  const unpriced = appointment.lines.filter(
    (line) => reference.tariffOf(line.type, line.kind, date) === undefined,
  );
  return {
    at,
    facts,
    policyVersion: policy.version,
    lines: appointment.lines.map((line) => ({ number: line.number, ...classify(line, typeOf(line.type)) })),
    lane: lane.lane,
    laneReason: lane.reason,
    headStartHours: lane.headStartHours,
    // Whoever asks for a later day has not been kept waiting until then.
    dueBy: promisedDay(wanted !== null && wanted > date ? wanted : date, workingDays),
    minutes: workMinutes(appointment.lines, typeOf),
    fields: [...new Set(types.flatMap((type) => (type ? [type.field] : [])))],
    quote: firstFee(appointment, facts, reference, date),
    disputed: disputes.length > 0,
    unpriced: unpriced.map(({ number }) => number),
    prices: [],
    review: [
      ...unknown.map((line) => ({
        zh: `第 ${line.number} 项“${line.otherName ?? line.type}”不在目录内，需受理员核定。`,
        en: `Line ${line.number}, "${line.otherName ?? line.type}", is not in the catalogue: a clerk must look at it.`,
      })),
      ...unpriced
        .filter((line) => typeOf(line.type))
        .map((line) => ({
          zh: `第 ${line.number} 项没有收费标准，需受理员定价。`,
          en: `The tariff does not price line ${line.number}: a clerk must.`,
        })),
      ...disputes,
    ],
  };
}

/** Work on an instrument that the catalogue does not know: our own parameter. */
const UNKNOWN_MINUTES = 60;

/** The work on all instruments, without travel. */
export const workMinutes = (lines: readonly { type: string }[], typeOf: Reference['typeOf']): number =>
  lines.reduce((sum, line) => sum + (typeOf(line.type)?.minutes ?? UNKNOWN_MINUTES), 0);

/** Where the waiver stands after triage. */
export const initialWaiver = ({ waiver }: Quote): WaiverState => ({
  status: waiver.status === 'to-decide' ? 'pending' : 'none',
  rule: waiver.status === 'to-decide' ? waiver.rule : null,
  ratePercent: null,
  byDefault: false,
  decidedBy: [],
  reason: null,
});
