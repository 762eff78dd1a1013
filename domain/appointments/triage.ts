import type {
  Appointment,
  In,
  LinePrice,
  LineReason,
  OrganisationFacts,
  Triage,
  WaiverState,
} from '#domain/appointments/appointment.ts';
import { type Quote, quote, type WaiverDecision } from '#domain/fees/quote.ts';
import type { InstrumentType, ServiceKind } from '#domain/ledger/catalogue.ts';
import { classify, lineProblem } from '#domain/ledger/instrument.ts';
import { evidenceProblem } from '#domain/organisations/evidence.ts';
import { isResuming, type Organisation, sizeClassOf } from '#domain/organisations/organisation.ts';
import { laneFor } from '#domain/policy/lane.ts';
import type { EffectivePolicy } from '#domain/policy/policy.ts';
import { addWorkingDays, endOfDay, type LocalDate, localDate, startOfDay } from '#domain/time/calendar.ts';

/** What the policies room knows and a rule must be told. */
export type Reference = {
  policy: EffectivePolicy;
  typeOf: (id: string) => InstrumentType | undefined;
  /** Fen; undefined for what has no tariff: a clerk prices it. */
  tariffOf: (id: string, kind: ServiceKind, date: LocalDate) => number | undefined;
};

export const factsOf = (organisation: Organisation): OrganisationFacts => ({
  sizeClass: sizeClassOf(organisation),
  resuming: isResuming(organisation),
  medical: organisation.medical,
});

type Priceable = Pick<Appointment, 'lines' | 'evidence'>;

/** The fee of an appointment on a day, with whatever has been decided of it. */
export function price(
  appointment: Priceable,
  facts: OrganisationFacts,
  { policy, typeOf, tariffOf }: Reference,
  {
    prices = [],
    ...now
  }: {
    date: LocalDate;
    institutionOverdue: boolean;
    decision?: WaiverDecision | undefined;
    prices?: readonly LinePrice[];
  },
): Quote {
  const priceOf = new Map(prices.map(({ line, tariffFen }) => [line, tariffFen]));
  return quote({
    policy,
    organisation: facts,
    lines: appointment.lines.map((line) => {
      const type = typeOf(line.type);
      return {
        number: line.number,
        type,
        kind: line.kind,
        compulsory: classify(line, type).compulsory,
        tariffFen: tariffOf(line.type, line.kind, now.date) ?? priceOf.get(line.number) ?? 0,
      };
    }),
    evidence: appointment.evidence.map(({ type }) => type),
    ...now,
  });
}

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
  appointment: Appointment,
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
    quote: price(appointment, facts, reference, { date, institutionOverdue: false }),
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

/** What the settlement is told of the decision. */
export function waiverDecision({ status, rule, ratePercent }: WaiverState): WaiverDecision | undefined {
  if (status === 'rejected') return { outcome: 'rejected' };
  // Nobody has decided yet, or nobody must.
  if (status !== 'approved' || rule === null || ratePercent === null) return undefined;
  return { outcome: 'approved', ratePercent, rule };
}

/**
 * Whether the institution is late: dispatched only after the promised day, or for a day after it, or come to the
 * enterprise after it. Then everything is free of charge (强制检定管理办法 art. 15). The day of the test says nothing of
 * instruments that are sent in: the enterprise may have brought them late.
 */
export function isLate(appointment: In<'ASSIGNED' | 'VERIFYING'>): boolean {
  const { overdue, assignment, mode, triage } = appointment;
  const { dueBy } = triage;
  if (overdue) return true;
  if (dueBy === null) return false;
  const results = 'results' in appointment ? appointment.results : undefined;
  const cameLate = mode === 'on-site' && (results?.lines ?? []).some(({ testedOn }) => testedOn > dueBy);
  return cameLate || assignment.date > dueBy;
}

/** How long the machines wait, in seconds; what comes after each wait is in the machines. */
export type Limits = {
  intakeSeconds: number;
  dispatchSeconds: number;
  overdueSeconds: number;
  stepSeconds: number;
  reviewSeconds: number;
  escalatedReviewSeconds: number;
  countersignSeconds: number;
};

const HOUR = 3600;
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
