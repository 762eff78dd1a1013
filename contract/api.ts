/** What goes in and out over HTTP: the schemas of requests and responses. */
import * as z from 'zod';
import { Appointment, Status } from '#domain/appointments/appointment.ts';
import { HistoryEvent } from '#domain/appointments/history.ts';
import { Channel, MAXIMUM_LINES, ServiceMode } from '#domain/appointments/parts.ts';
import { Bilingual } from '#domain/bilingual.ts';
import { Certificate } from '#domain/certificates/certificate.ts';
import { LONGEST_SHIFT, Shift, Team } from '#domain/dispatch/capacity.ts';
import { QueueEntry } from '#domain/dispatch/queue.ts';
import { Quote } from '#domain/fees/quote.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import { InstrumentLine } from '#domain/ledger/instrument.ts';
import { LedgerEntry } from '#domain/ledger/ledger.ts';
import { CreditCode } from '#domain/organisations/credit-code.ts';
import { Evidence, EvidenceList } from '#domain/organisations/evidence.ts';
import { DivisionCode, Organisation, OrganisationInput } from '#domain/organisations/organisation.ts';
import { Lane } from '#domain/policy/lane.ts';
import { ProblemDetail } from '#domain/problem.ts';
import { Decision } from '#domain/tasks/outcome.ts';
import { TaskStep } from '#domain/tasks/steps.ts';
import { Task } from '#domain/tasks/task.ts';
import { problem, text } from '#domain/text.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { UnitId } from '#domain/units/unit.ts';
import { LineResult } from '#domain/verification/result.ts';

const Id = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z-]{0,99}$/);
const page = {
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(1000).optional(),
};

export const IdParameter = z.strictObject({ id: Id });
export const UnitParameter = z.strictObject({ unit: UnitId });
export const CodeParameter = z.strictObject({ code: CreditCode });
export const NumberParameter = z.strictObject({ number: z.string().regex(/^GL-[A-Z]+-[0-9A-Z]{26}-\d{2}$/) });

/** What an enterprise says, and says again when it resubmits. */
const content = {
  division: DivisionCode,
  mode: ServiceMode,
  contactFree: z.boolean().default(false),
  lines: z.array(InstrumentLine).min(1).max(MAXIMUM_LINES),
  evidence: EvidenceList.default([]),
  requestedDate: LocalDate.optional(),
  note: text(500).optional(),
};

export const AppointmentRequest = z.strictObject({
  /** Whom it is for; an enterprise may leave it out, a clerk who takes a call must not. */
  organisationCode: CreditCode.optional(),
  /** A clerk's default is `telephone`. */
  channel: Channel.optional(),
  ...content,
});
export type AppointmentRequest = z.infer<typeof AppointmentRequest>;

export const ResubmissionRequest = z.strictObject(content);
export type ResubmissionRequest = z.infer<typeof ResubmissionRequest>;

export const CancellationRequest = z.strictObject({ reason: text(200) });

export const AppointmentDetail = z.object({
  appointment: Appointment,
  history: z.array(HistoryEvent),
  /** Whom it waits for now, and until when: role and unit, never a person who has not claimed it. */
  waitingFor: z.array(
    z.object({
      task: z.string(),
      step: TaskStep,
      candidates: z.object({ role: z.string(), unit: UnitId }),
      claimedBy: z.string().nullable(),
      dueAt: z.string(),
      escalated: z.boolean(),
    }),
  ),
  /** While it waits for dispatch: how many are before it now, and until when one accepted later can still pass it. */
  queue: z
    .object({ ahead: z.int(), aheadIsAtLeast: z.boolean(), canBeOvertakenUntil: z.string() })
    .nullable(),
});
export type AppointmentDetail = z.infer<typeof AppointmentDetail>;

export const AppointmentQuery = z.strictObject({
  /** Staff: which status to list; an enterprise sees all of its own. */
  status: Status.optional(),
  /** The province's staff: which unit. */
  unit: UnitId.optional(),
  ...page,
});
export const AppointmentPage = z.object({ items: z.array(Appointment), next: z.string().nullable() });

export const QuoteRequest = z.strictObject({
  organisationCode: CreditCode.optional(),
  division: DivisionCode,
  mode: ServiceMode,
  lines: z.array(InstrumentLine).min(1).max(MAXIMUM_LINES),
  evidence: z.array(Evidence).default([]),
});
export const QuoteResponse = z.object({
  unit: UnitId,
  policyVersion: z.string(),
  lane: Lane,
  laneReason: Bilingual,
  dueBy: LocalDate.nullable(),
  lines: z.array(
    z.object({ number: z.int(), compulsory: z.boolean(), reason: Bilingual, basis: z.string() }),
  ),
  refused: z.array(z.object({ line: z.int(), reason: Bilingual })),
  quote: Quote,
});

export const TaskQuery = z.strictObject({
  /** Which of the caller's roles; by default the first of clerk, technician and approver that the caller has. */
  role: z.enum(['clerk', 'technician', 'approver']).optional(),
  ...page,
});
export const TaskPage = z.object({ items: z.array(Task), next: z.string().nullable() });
/** The task, and what it is about. */
export const TaskDetail = z.object({ task: Task, appointment: Appointment, mayDecide: z.boolean() });

export const DecisionRequest = z.strictObject({
  decision: Decision,
  /** The version that the person saw; decided meanwhile by somebody else, it is refused. */
  version: z.int().min(1).optional(),
});
export type DecisionRequest = z.infer<typeof DecisionRequest>;
export const TaskResponse = z.object({ task: Task });

export const BulkDecisionRequest = z.strictObject({
  items: z
    .array(z.strictObject({ task: Id, ...DecisionRequest.shape }))
    .min(1)
    .max(50)
    .refine(
      (items) => new Set(items.map(({ task }) => task)).size === items.length,
      problem('task-repeated', { zh: '同一待办只能出现一次。', en: 'Each task stands here only once.' }),
    ),
});
export const BulkDecisionResponse = z.object({
  items: z.array(
    z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), task: z.string(), result: Task }),
      z.object({ ok: z.literal(false), task: z.string(), problem: ProblemDetail }),
    ]),
  ),
  decided: z.int(),
  refused: z.int(),
});

export const ResultsRequest = z.strictObject({
  results: z.array(LineResult).min(1).max(MAXIMUM_LINES),
  version: z.int().min(1).optional(),
});

export const BoardQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(31).default(10) });
export const DispatchBoard = z.object({
  unit: UnitId,
  from: LocalDate,
  to: LocalDate,
  /** The head of the queue in rank order. */
  queue: z.array(QueueEntry),
  teams: z.array(Team),
  shifts: z.array(Shift),
  totals: z.object({ minutes: z.int(), remaining: z.int() }),
});

/**
 * A team's id begins with its unit, so that shifts, which are named by team and day, are nobody else's; it leaves room
 * for the day.
 */
export const TeamParameter = z
  .strictObject({ unit: UnitId, id: Id.max(80) })
  .refine(({ unit, id }) => id.startsWith(`${unit}-`), {
    ...problem('team-id', {
      zh: '小分队编号须以本单位代号和连字符开头。',
      en: 'The id of a team begins with its unit and a hyphen.',
    }),
    path: ['id'],
  });
/** A team as its unit describes it; the unit and the id stand in the path. */
export const TeamRequest = z.strictObject({
  name: z.strictObject({ zh: text(60), en: text(80) }),
  fields: z.array(MeasurementField).min(1),
  base: DivisionCode,
  vehicle: text(20).nullable(),
  laboratory: z.boolean(),
  members: z
    .array(z.strictObject({ subject: text(128), name: text(60) }))
    .min(1)
    .max(50),
});
export const TeamResponse = z.object({ team: Team });

export const ShiftRequest = z.strictObject({
  teamId: Id,
  date: LocalDate,
  minutes: z.int().min(30).max(LONGEST_SHIFT),
});
export const ShiftResponse = z.object({ shift: Shift });

export const ReassignmentRequest = z.strictObject({ shiftId: Id, reason: text(200) });

export const CertificateResponse = z.object({ certificate: Certificate });
export const CertificateQuery = z.strictObject({ ...page });
export const CertificatePage = z.object({ items: z.array(Certificate), next: z.string().nullable() });
export const CheckQuery = z.strictObject({ code: z.string().max(20) });
/** What anybody may know who holds the paper. */
export const CertificateCheck = z.object({
  number: z.string(),
  genuine: z.boolean(),
  document: z.enum(['certificate', 'notice']).optional(),
  title: Bilingual.optional(),
  instrument: Bilingual.optional(),
  serialNumber: z.string().optional(),
  organisationName: z.string().optional(),
  issuedOn: LocalDate.optional(),
  validUntil: LocalDate.nullable().optional(),
  valid: z.boolean().optional(),
});

export const OrganisationRequest = OrganisationInput.omit({ code: true });
export const OrganisationResponse = z.object({ organisation: Organisation });
export const LedgerQuery = z.strictObject({ ...page });
export const LedgerPage = z.object({ items: z.array(LedgerEntry), next: z.string().nullable() });

export const Health = z.object({ status: z.literal('ok'), time: z.string() });
export const OpenApiDocument = z.record(z.string(), z.unknown());
