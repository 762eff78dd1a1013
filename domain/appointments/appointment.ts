import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';
import { Quote } from '#domain/fees/quote.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import { instrumentLineFields } from '#domain/ledger/instrument.ts';
import { EvidenceList } from '#domain/organisations/evidence.ts';
import { DivisionCode } from '#domain/organisations/organisation.ts';
import { SizeClass } from '#domain/organisations/size-class.ts';
import { Lane } from '#domain/policy/lane.ts';
import { Problem } from '#domain/problem.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { UnitId } from '#domain/units/unit.ts';
import { LineResult } from '#domain/verification/result.ts';

const instant = z.iso.datetime({ offset: true });

/** 送检: the enterprise brings the instruments. 上门: a team comes. */
export const ServiceMode = z.enum(['send-in', 'on-site']);
export type ServiceMode = z.infer<typeof ServiceMode>;

/** How the appointment came in 渠道. */
export const Channel = z.enum(['online', 'telephone']);
export type Channel = z.infer<typeof Channel>;

/** At most so many instruments in one appointment: they close in one transaction of at most 100 writes. */
export const MAXIMUM_LINES = 40;

/** A line as stored: numbered from 1. */
export const NumberedLine = z.object({ number: z.int().min(1).max(MAXIMUM_LINES), ...instrumentLineFields });
export type NumberedLine = z.infer<typeof NumberedLine>;

export const LineReason = z.strictObject({ line: z.int().min(1).max(MAXIMUM_LINES), reason: Bilingual });
export type LineReason = z.infer<typeof LineReason>;

/** What the policies ask of an organisation, as it was at triage. */
export const OrganisationFacts = z.object({
  sizeClass: SizeClass,
  resuming: z.boolean(),
  medical: z.boolean(),
});
export type OrganisationFacts = z.infer<typeof OrganisationFacts>;

/** What a clerk asks for an instrument that the tariff does not know, in fen. */
export const LinePrice = z.strictObject({
  line: z.int().min(1).max(MAXIMUM_LINES),
  tariffFen: z.int().min(0).max(100_000_000),
});
export type LinePrice = z.infer<typeof LinePrice>;

/** What triage found; kept with the appointment, so that everybody sees why it stands where it stands. */
export const Triage = z.object({
  at: instant,
  /** What the register said of the organisation then; the settlement rests on it too. */
  facts: OrganisationFacts,
  policyVersion: z.string(),
  lines: z.array(
    z.object({ number: z.int(), compulsory: z.boolean(), reason: Bilingual, basis: z.string() }),
  ),
  lane: Lane,
  laneReason: Bilingual,
  headStartHours: z.number().min(0),
  /** Promised day; null while the working days of that year are not announced. */
  dueBy: LocalDate.nullable(),
  /** Minutes of work without travel, and the skills it takes. */
  minutes: z.int().min(0),
  fields: z.array(MeasurementField),
  quote: Quote,
  /** Lines that the tariff does not price, and what a clerk made of them. A line that nobody priced costs nothing. */
  unpriced: z.array(z.int()).default([]),
  prices: z.array(LinePrice).default([]),
  /** Whether evidence contradicts the register: only a person may let that count. */
  disputed: z.boolean().default(false),
  /** Why a clerk must look at it, where one must. */
  review: z.array(Bilingual),
});
export type Triage = z.infer<typeof Triage>;

/** 派工: which team comes or receives, on which day, and why this one. */
export const Assignment = z.object({
  shiftId: z.string(),
  teamId: z.string(),
  teamName: Bilingual,
  date: LocalDate,
  /** Minutes taken from the shift, travel included. */
  minutes: z.int().min(0),
  people: z.array(z.object({ subject: z.string(), name: z.string() })),
  vehicle: z.string().nullable(),
  explanation: Bilingual,
  at: instant,
});
export type Assignment = z.infer<typeof Assignment>;

/** Where the decision about money stands. `by-default`: nobody decided in time, the policy did. */
export const WaiverState = z.object({
  status: z.enum(['none', 'pending', 'countersign', 'approved', 'rejected']),
  rule: z.string().nullable(),
  ratePercent: z.number().min(0).max(100).nullable(),
  byDefault: z.boolean(),
  decidedBy: z.array(z.object({ subject: z.string(), name: z.string() })),
  reason: z.string().nullable(),
});
export type WaiverState = z.infer<typeof WaiverState>;

export const Results = z.object({
  round: z.int().min(1),
  lines: z.array(LineResult),
  testedBy: z.object({ subject: z.string(), name: z.string() }),
  testedAt: instant,
  checkedBy: z.object({ subject: z.string(), name: z.string() }).optional(),
  authorisedBy: z.object({ subject: z.string(), name: z.string() }).optional(),
});
export type Results = z.infer<typeof Results>;

const base = {
  id: z.string(),
  /** Counts submissions from 1; each has an execution of its own. */
  revision: z.int().min(1),
  /** Counts writes from 1; every write is conditional on the one it read. */
  version: z.int().min(1),
  organisationCode: z.string(),
  organisationName: z.string(),
  unit: UnitId,
  division: DivisionCode,
  mode: ServiceMode,
  channel: Channel,
  /** 非接触式: a hand-over without meeting. */
  contactFree: z.boolean(),
  lines: z.array(NumberedLine).min(1).max(MAXIMUM_LINES),
  evidence: EvidenceList,
  /** Not before this day, if the enterprise named one. */
  requestedDate: LocalDate.nullable(),
  note: z.string().nullable(),
  submittedBy: z.object({ subject: z.string(), name: z.string() }),
  submittedAt: instant,
  updatedAt: instant,
};

const triaged = { ...base, triage: Triage, waiver: WaiverState };
const queued = {
  ...triaged,
  acceptedAt: instant,
  /** Key of the queue entry: ISO instant of the rank, then the id. Written once. */
  rankKey: z.string(),
  /** Past the promised day: done at once and free of charge (强制检定管理办法 art. 15). */
  overdue: z.boolean(),
};
const assigned = { ...queued, assignment: Assignment };
/** Whatever had been reached when it ended early. */
const ended = {
  ...base,
  triage: Triage.optional(),
  waiver: WaiverState.optional(),
  acceptedAt: instant.optional(),
  rankKey: z.string().optional(),
  overdue: z.boolean().optional(),
  assignment: Assignment.optional(),
  results: Results.optional(),
};

const Submitted = z.object({ status: z.literal('SUBMITTED'), ...base });
const InReview = z.object({ status: z.literal('IN_REVIEW'), ...triaged });
const Returned = z.object({
  status: z.literal('RETURNED'),
  ...base,
  triage: Triage.optional(),
  returned: z.object({ at: instant, by: z.string(), reason: z.string(), lines: z.array(LineReason) }),
});
const Accepted = z.object({ status: z.literal('ACCEPTED'), ...triaged });
const Queued = z.object({ status: z.literal('QUEUED'), ...queued });
const Assigned = z.object({ status: z.literal('ASSIGNED'), ...assigned });
const Verifying = z.object({ status: z.literal('VERIFYING'), ...assigned, results: Results.optional() });
const Completed = z.object({
  status: z.literal('COMPLETED'),
  ...assigned,
  results: Results,
  settlement: z.object({
    at: instant,
    quote: Quote,
    certificates: z.array(z.string()),
    notices: z.array(z.string()),
  }),
});
const Cancelling = z.object({
  status: z.literal('CANCELLING'),
  ...ended,
  cancellation: z.object({ at: instant, by: z.string(), reason: z.string() }),
});
const Cancelled = z.object({
  status: z.literal('CANCELLED'),
  ...ended,
  cancellation: z.object({ at: instant, by: z.string(), reason: z.string() }),
});
const Failed = z.object({
  status: z.literal('FAILED'),
  ...ended,
  failure: z.object({ at: instant, code: z.string(), reason: Bilingual }),
});

/** 预约. What an appointment has follows from its status; a state that cannot be does not type-check. */
export const Appointment = z.discriminatedUnion('status', [
  Submitted,
  InReview,
  Returned,
  Accepted,
  Queued,
  Assigned,
  Verifying,
  Completed,
  Cancelling,
  Cancelled,
  Failed,
]);
export type Appointment = z.infer<typeof Appointment>;

export const Status = z.enum(Appointment.options.map((option) => option.shape.status.value));
export type Status = Appointment['status'];
export type In<S extends Status> = Extract<Appointment, { status: S }>;

/** From which status each event may come, and where it leads. The only table of transitions there is. */
export const transitions = {
  SentToReview: { SUBMITTED: 'IN_REVIEW' },
  Accepted: { SUBMITTED: 'ACCEPTED', IN_REVIEW: 'ACCEPTED' },
  Returned: { SUBMITTED: 'RETURNED', IN_REVIEW: 'RETURNED' },
  Resubmitted: { RETURNED: 'SUBMITTED' },
  Queued: { ACCEPTED: 'QUEUED' },
  Overdue: { QUEUED: 'QUEUED' },
  Dispatched: { QUEUED: 'ASSIGNED' },
  Reassigned: { ASSIGNED: 'ASSIGNED' },
  Received: { ASSIGNED: 'VERIFYING' },
  Tested: { ASSIGNED: 'VERIFYING', VERIFYING: 'VERIFYING' },
  Checked: { VERIFYING: 'VERIFYING' },
  Authorised: { VERIFYING: 'VERIFYING' },
  SentBack: { VERIFYING: 'VERIFYING' },
  WaiverReviewed: {
    ACCEPTED: 'ACCEPTED',
    QUEUED: 'QUEUED',
    ASSIGNED: 'ASSIGNED',
    VERIFYING: 'VERIFYING',
  },
  Completed: { VERIFYING: 'COMPLETED' },
  CancelRequested: {
    SUBMITTED: 'CANCELLING',
    IN_REVIEW: 'CANCELLING',
    ACCEPTED: 'CANCELLING',
    QUEUED: 'CANCELLING',
    ASSIGNED: 'CANCELLING',
    VERIFYING: 'CANCELLING',
  },
  Withdrawn: { RETURNED: 'CANCELLED' },
  Cancelled: { CANCELLING: 'CANCELLED' },
  Failed: {
    SUBMITTED: 'FAILED',
    IN_REVIEW: 'FAILED',
    ACCEPTED: 'FAILED',
    QUEUED: 'FAILED',
    ASSIGNED: 'FAILED',
    VERIFYING: 'FAILED',
  },
} as const satisfies Record<string, Partial<Record<Status, Status>>>;

export type AppointmentEvent = keyof typeof transitions;
type From<E extends AppointmentEvent> = keyof (typeof transitions)[E] & Status;
type To<E extends AppointmentEvent> = (typeof transitions)[E][keyof (typeof transitions)[E]] & Status;
type Changeable<A> = A extends unknown ? Partial<Omit<A, 'id' | 'status' | 'version' | 'updatedAt'>> : never;
/** What the event brings along: any part of the next status; what that status needs and lacks is refused. */
export type Change<E extends AppointmentEvent> = Changeable<In<To<E>>>;

export const isTerminal = (status: Status): boolean =>
  status === 'COMPLETED' || status === 'CANCELLED' || status === 'FAILED';

/** Whether the event may happen now. */
export const may = (appointment: { status: Status }, event: AppointmentEvent): boolean =>
  appointment.status in transitions[event];

/**
 * Applies an event: the next state, one version on, checked against the schema of its status, so that an event that
 * does not bring what the status needs is a programming error and never a stored half-truth.
 * @throws Problem IllegalTransition (`Cancelled` when a cancellation is under way or done).
 */
export function transition<E extends AppointmentEvent>(
  appointment: Appointment,
  event: E,
  change: Change<E>,
  at: string,
): In<To<E>> {
  const to = (transitions[event] as Partial<Record<Status, Status>>)[appointment.status];
  if (!to) {
    const cancelled = appointment.status === 'CANCELLING' || appointment.status === 'CANCELLED';
    throw new Problem(cancelled ? 'Cancelled' : 'IllegalTransition', {
      context: { state: appointment.status, event },
    });
  }
  return Appointment.parse({
    ...appointment,
    ...change,
    status: to,
    version: appointment.version + 1,
    updatedAt: at,
  }) as In<To<E>>;
}

/** The statuses an event may come from; for documentation and tests. */
export const sourcesOf = <E extends AppointmentEvent>(event: E): From<E>[] =>
  Object.keys(transitions[event]) as From<E>[];
