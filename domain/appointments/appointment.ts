import * as z from 'zod';
import {
  Assignment,
  Channel,
  LineReason,
  MAXIMUM_LINES,
  NumberedLine,
  Results,
  ServiceMode,
  Triage,
  WaiverState,
} from '#domain/appointments/parts.ts';
import { Bilingual } from '#domain/bilingual.ts';
import { Quote } from '#domain/fees/quote.ts';
import { labelled } from '#domain/labelled.ts';
import { EvidenceList } from '#domain/organisations/evidence.ts';
import { DivisionCode } from '#domain/organisations/organisation.ts';
import { Person } from '#domain/people/person.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { Instant } from '#domain/time/instant.ts';
import { InstitutionId } from '#domain/units/institution.ts';
import { UnitId } from '#domain/units/unit.ts';

/** What was asked for; another revision has another. */
export const contentFields = {
  division: DivisionCode,
  channel: Channel,
  /** 非接触式: a hand-over without meeting. */
  contactFree: z.boolean(),
  lines: z.array(NumberedLine).min(1).max(MAXIMUM_LINES),
  evidence: EvidenceList,
  /** Not before this day, if the enterprise named one. */
  requestedDate: LocalDate.nullable(),
  note: z.string().nullable(),
  submittedBy: Person,
};

const base = {
  id: z.string(),
  /** Counts submissions from 1; each has an execution of its own. */
  revision: z.int().min(1),
  /** Counts writes from 1; every write is conditional on the one it read. */
  version: z.int().min(1),
  organisationCode: z.string(),
  organisationName: z.string(),
  /** Reports and promises. */
  unit: UnitId,
  /** Works and signs. */
  institution: InstitutionId,
  ...contentFields,
  mode: ServiceMode,
  submittedAt: Instant,
  updatedAt: Instant,
  triage: Triage,
  waiver: WaiverState,
};

const queued = {
  ...base,
  acceptedAt: Instant,
  /** Key of the queue entry: ISO instant of the rank, then the id. Written once. */
  rankKey: z.string(),
  /** Past the promised day: done at once and free of charge (强制检定管理办法 art. 15). */
  overdue: z.boolean(),
};
const assigned = { ...queued, assignment: Assignment };
/** Whatever had been reached when it ended early. */
const ended = {
  ...base,
  acceptedAt: Instant.optional(),
  rankKey: z.string().optional(),
  overdue: z.boolean().optional(),
  assignment: Assignment.optional(),
  results: Results.optional(),
};

export const Returned = z.object({
  at: Instant,
  by: z.string(),
  reason: z.string(),
  lines: z.array(LineReason),
});
export const Settlement = z.object({
  at: Instant,
  quote: Quote,
  certificates: z.array(z.string()),
  notices: z.array(z.string()),
});
export const Cancellation = z.object({ at: Instant, by: z.string(), reason: z.string() });
export const Failure = z.object({ at: Instant, code: z.string(), reason: Bilingual });

const InReview = z.object({ status: z.literal('IN_REVIEW'), ...base });
const ReturnedOne = z.object({ status: z.literal('RETURNED'), ...base, returned: Returned });
const Queued = z.object({ status: z.literal('QUEUED'), ...queued });
const Assigned = z.object({ status: z.literal('ASSIGNED'), ...assigned });
const Verifying = z.object({ status: z.literal('VERIFYING'), ...assigned, results: Results.optional() });
const Completed = z.object({
  status: z.literal('COMPLETED'),
  ...assigned,
  results: Results,
  settlement: Settlement,
});
const Cancelling = z.object({ status: z.literal('CANCELLING'), ...ended, cancellation: Cancellation });
const Cancelled = z.object({ status: z.literal('CANCELLED'), ...ended, cancellation: Cancellation });
const Failed = z.object({ status: z.literal('FAILED'), ...ended, failure: Failure });

export const Appointment = z
  .discriminatedUnion('status', [
    InReview,
    ReturnedOne,
    Queued,
    Assigned,
    Verifying,
    Completed,
    Cancelling,
    Cancelled,
    Failed,
  ])
  .meta({
    id: 'Appointment',
    description:
      '预约. What an appointment has follows from its status; a state that cannot be does not type-check.',
  });
export type Appointment = z.infer<typeof Appointment>;

export type Status = Appointment['status'];
export const Status = labelled<Status>('Status', {
  IN_REVIEW: { zh: '受理中', en: 'in review' },
  RETURNED: { zh: '已退回', en: 'returned' },
  QUEUED: { zh: '待派工', en: 'waiting for dispatch' },
  ASSIGNED: { zh: '已派工', en: 'dispatched' },
  VERIFYING: { zh: '检定中', en: 'being verified' },
  COMPLETED: { zh: '已办结', en: 'completed' },
  CANCELLING: { zh: '取消中', en: 'being cancelled' },
  CANCELLED: { zh: '已取消', en: 'cancelled' },
  FAILED: { zh: '未能办理', en: 'failed' },
});
export type In<S extends Status> = Extract<Appointment, { status: S }>;

/** The stages of the way to a certificate: in each everything is there that the ones before it brought. */
const stages = {
  accepted: ['QUEUED', 'ASSIGNED', 'VERIFYING', 'COMPLETED'],
  assigned: ['ASSIGNED', 'VERIFYING', 'COMPLETED'],
} as const satisfies Record<string, readonly Status[]>;

/** Taken on, with a place in the queue or beyond it: what is left is to be dispatched and done. */
export type Accepted = In<(typeof stages.accepted)[number]>;
/** With a team and a day. */
export type Assigned = In<(typeof stages.assigned)[number]>;

const inStage = (stage: readonly Status[], { status }: Appointment): boolean => stage.includes(status);

export const isAccepted = (appointment: Appointment): appointment is Accepted =>
  inStage(stages.accepted, appointment);
export const isAssigned = (appointment: Appointment): appointment is Assigned =>
  inStage(stages.assigned, appointment);

export const isTerminal = (status: Status): boolean =>
  status === 'COMPLETED' || status === 'CANCELLED' || status === 'FAILED';

/** What an appointment may have reached, whatever its status: one that ended early keeps what it had. */
type Reachable = Pick<In<'COMPLETED'>, 'acceptedAt' | 'rankKey' | 'overdue' | 'assignment' | 'results'>;
export type Reached = Pick<Appointment, 'id'> & { [Part in keyof Reachable]?: Reachable[Part] | undefined };
export const reached = (appointment: Appointment): Reached => appointment;
