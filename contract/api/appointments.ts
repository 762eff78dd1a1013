import * as z from 'zod';
import { Appointment, Status } from '#domain/appointments/appointment.ts';
import { HistoryEvent } from '#domain/appointments/history.ts';
import { Channel, MAXIMUM_LINES, ServiceMode } from '#domain/appointments/parts.ts';
import { AppointmentSummary } from '#domain/appointments/summary.ts';
import { InstrumentLine } from '#domain/ledger/instrument.ts';
import { CreditCode } from '#domain/organisations/credit-code.ts';
import { EvidenceList } from '#domain/organisations/evidence.ts';
import { DivisionCode } from '#domain/organisations/organisation.ts';
import { TaskStep } from '#domain/tasks/steps.ts';
import { Candidate } from '#domain/tasks/task.ts';
import { text } from '#domain/text.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { Instant } from '#domain/time/instant.ts';
import { UnitId } from '#domain/units/unit.ts';
import { IdParameter, pageOf, pageQuery, type Routes, staff } from './common.ts';

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

export const AppointmentRequest = z
  .strictObject({
    /** Whom it is for; an enterprise may leave it out, a clerk who takes a call must not. */
    organisationCode: CreditCode.optional(),
    /** A clerk's default is `telephone`. */
    channel: Channel.optional(),
    ...content,
  })
  .meta({ id: 'AppointmentRequest', description: 'An appointment as it is submitted 预约申请.' });
export type AppointmentRequest = z.infer<typeof AppointmentRequest>;

export const ResubmissionRequest = z
  .strictObject(content)
  .meta({ id: 'ResubmissionRequest', description: 'A returned appointment, corrected 更正后的预约申请.' });
export type ResubmissionRequest = z.infer<typeof ResubmissionRequest>;

export const CancellationRequest = z
  .strictObject({ reason: text(200) })
  .meta({ id: 'CancellationRequest', description: 'Why an appointment is cancelled.' });
export type CancellationRequest = z.infer<typeof CancellationRequest>;

export const WaitingFor = z
  .object({
    task: z.string(),
    step: TaskStep,
    candidates: z.array(Candidate).min(1),
    claimedBy: z.string().nullable(),
    dueAt: Instant,
    escalated: z.boolean(),
  })
  .meta({
    id: 'WaitingFor',
    description:
      'Whom an appointment waits for now, and until when: roles and institutions, never a person who has not claimed it.',
  });
export type WaitingFor = z.infer<typeof WaitingFor>;

export const QueuePosition = z
  .object({
    ahead: z.int(),
    aheadIsAtLeast: z.boolean(),
    canBeOvertakenUntil: Instant,
  })
  .meta({
    id: 'QueuePosition',
    description:
      'While it waits for dispatch: how many are before it now, and until when one accepted later can still pass it.',
  });
export type QueuePosition = z.infer<typeof QueuePosition>;

export const AppointmentDetail = z
  .object({
    appointment: Appointment,
    history: z.array(HistoryEvent),
    waitingFor: z.array(WaitingFor),
    queue: QueuePosition.nullable(),
  })
  .meta({
    id: 'AppointmentDetail',
    description: 'An appointment with its history, whom it waits for and its place in the queue.',
  });
export type AppointmentDetail = z.infer<typeof AppointmentDetail>;

export const AppointmentQuery = z.strictObject({
  /** Staff: which status to list; an enterprise sees all of its own. */
  status: Status.optional(),
  /** Staff of a unit above others: which of them. */
  unit: UnitId.optional(),
  ...pageQuery,
});
export type AppointmentQuery = z.infer<typeof AppointmentQuery>;

export const AppointmentPage = pageOf(AppointmentSummary).meta({
  id: 'AppointmentPage',
  description: 'A page of appointments, the newest first.',
});
export type AppointmentPage = z.infer<typeof AppointmentPage>;

export const appointmentRoutes = {
  submitAppointment: {
    method: 'POST',
    path: '/appointments',
    function: 'api-appointments',
    roles: ['enterprise', 'clerk'],
    summary: 'Submit an appointment 提交预约',
    body: AppointmentRequest,
    status: 202,
    response: AppointmentDetail,
    idempotent: true,
    refusals: ['NotFound', 'OrganisationUnknown', 'InstrumentTaken', 'VersionConflict'],
  },
  listAppointments: {
    method: 'GET',
    path: '/appointments',
    function: 'api-appointments',
    roles: ['enterprise', ...staff],
    summary: 'List appointments: an enterprise its own, staff those of the unit in one status 预约列表',
    query: AppointmentQuery,
    status: 200,
    response: AppointmentPage,
    refusals: ['NotFound'],
  },
  readAppointment: {
    method: 'GET',
    path: '/appointments/{id}',
    function: 'api-appointments',
    roles: ['enterprise', ...staff],
    summary: 'Read an appointment, its history, whom it waits for and its place in the queue 预约详情',
    parameters: IdParameter,
    status: 200,
    response: AppointmentDetail,
  },
  cancelAppointment: {
    method: 'POST',
    path: '/appointments/{id}/cancellation',
    function: 'api-appointments',
    roles: ['enterprise', 'clerk'],
    summary: 'Cancel an appointment that is not completed 取消预约',
    parameters: IdParameter,
    body: CancellationRequest,
    status: 202,
    response: AppointmentDetail,
    idempotent: true,
    refusals: ['IllegalTransition', 'VersionConflict'],
  },
  resubmitAppointment: {
    method: 'POST',
    path: '/appointments/{id}/resubmission',
    function: 'api-appointments',
    roles: ['enterprise', 'clerk'],
    summary: 'Submit a returned appointment again, corrected 重新提交',
    parameters: IdParameter,
    body: ResubmissionRequest,
    status: 202,
    response: AppointmentDetail,
    idempotent: true,
    refusals: ['IllegalTransition', 'Cancelled', 'OrganisationUnknown', 'InstrumentTaken', 'VersionConflict'],
  },
} as const satisfies Routes;
