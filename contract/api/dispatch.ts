import * as z from 'zod';
import { Appointment } from '#domain/appointments/appointment.ts';
import { LONGEST_SHIFT, Shift, Team } from '#domain/dispatch/capacity.ts';
import { Job } from '#domain/dispatch/job.ts';
import { QueueEntry } from '#domain/dispatch/queue.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import { DivisionCode } from '#domain/organisations/organisation.ts';
import { problem, text } from '#domain/text.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { InstitutionId, unitOfInstitution } from '#domain/units/institution.ts';
import { Id, IdParameter, InstitutionParameter, type Routes } from './common.ts';

export const BoardQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(31).default(10) });
export type BoardQuery = z.infer<typeof BoardQuery>;

export const DispatchBoard = z
  .object({
    institution: InstitutionId,
    from: LocalDate,
    to: LocalDate,
    /** Who is to be placed, the head of the queue first. */
    waiting: z.array(QueueEntry),
    /** Who is set aside until there is capacity for it, and why. */
    parked: z.array(QueueEntry),
    teams: z.array(Team),
    /** Each with the jobs that fill it. */
    shifts: z.array(Shift.extend({ jobs: z.array(Job) })),
    totals: z.object({ minutes: z.int(), remaining: z.int() }),
  })
  .meta({
    id: 'DispatchBoard',
    description: 'The queue of an institution beside the capacity of its teams 调度看板.',
  });
export type DispatchBoard = z.infer<typeof DispatchBoard>;

/**
 * A team's id begins with the unit of its institution, so that shifts, which are named by team and day, are nobody
 * else's; it leaves room for the day.
 */
export const TeamParameter = z
  .strictObject({ institution: InstitutionId, id: Id.max(80) })
  .refine(({ institution, id }) => id.startsWith(`${unitOfInstitution(institution)}-`), {
    ...problem('team-id', {
      zh: '小分队编号须以本单位代号和连字符开头。',
      en: 'The id of a team begins with its unit and a hyphen.',
    }),
    path: ['id'],
  });
export type TeamParameter = z.infer<typeof TeamParameter>;

export const TeamRequest = z
  .strictObject({
    name: z.strictObject({ zh: text(60), en: text(80) }),
    fields: z.array(MeasurementField).min(1),
    base: DivisionCode,
    vehicle: text(20).nullable(),
    laboratory: z.boolean(),
    members: z
      .array(z.strictObject({ subject: text(128), name: text(60) }))
      .min(1)
      .max(50),
  })
  .meta({
    id: 'TeamRequest',
    description: 'A team as its institution describes it; the institution and the id stand in the path.',
  });
export type TeamRequest = z.infer<typeof TeamRequest>;

export const TeamResponse = z
  .object({ team: Team })
  .meta({ id: 'TeamResponse', description: 'The team as it now stands.' });
export type TeamResponse = z.infer<typeof TeamResponse>;

export const ShiftRequest = z
  .strictObject({
    teamId: Id,
    date: LocalDate,
    minutes: z.int().min(30).max(LONGEST_SHIFT),
  })
  .meta({ id: 'ShiftRequest', description: 'A shift to plan.' });
export type ShiftRequest = z.infer<typeof ShiftRequest>;

export const ShiftResponse = z
  .object({ shift: Shift })
  .meta({ id: 'ShiftResponse', description: 'The shift as it was planned.' });
export type ShiftResponse = z.infer<typeof ShiftResponse>;

export const ReassignmentRequest = z
  .strictObject({ shiftId: Id, reason: text(200) })
  .meta({ id: 'ReassignmentRequest', description: 'To which shift, and why.' });
export type ReassignmentRequest = z.infer<typeof ReassignmentRequest>;

export const ReassignmentResponse = z
  .object({ appointment: Appointment })
  .meta({ id: 'ReassignmentResponse', description: 'The appointment with its new assignment.' });
export type ReassignmentResponse = z.infer<typeof ReassignmentResponse>;

export const dispatchRoutes = {
  readDispatchBoard: {
    method: 'GET',
    path: '/institutions/{institution}/dispatch-board',
    function: 'api-dispatch',
    roles: ['dispatcher', 'clerk', 'leader'],
    summary: 'The queue of an institution beside the capacity of its teams 调度看板',
    parameters: InstitutionParameter,
    query: BoardQuery,
    status: 200,
    response: DispatchBoard,
  },
  writeTeam: {
    method: 'PUT',
    path: '/institutions/{institution}/teams/{id}',
    function: 'api-dispatch',
    roles: ['dispatcher'],
    summary: 'Form a team, or say anew who and what belongs to it 小分队',
    parameters: TeamParameter,
    body: TeamRequest,
    status: 200,
    response: TeamResponse,
    idempotent: true,
    refusals: ['VersionConflict'],
  },
  planShift: {
    method: 'POST',
    path: '/institutions/{institution}/shifts',
    function: 'api-dispatch',
    roles: ['dispatcher'],
    summary: 'Plan a shift of a team 排班',
    parameters: InstitutionParameter,
    body: ShiftRequest,
    status: 201,
    response: ShiftResponse,
    idempotent: true,
    refusals: ['VersionConflict'],
  },
  reassignAppointment: {
    method: 'POST',
    path: '/appointments/{id}/reassignment',
    function: 'api-dispatch',
    roles: ['dispatcher'],
    summary: 'Move an assigned appointment to another shift, with a reason 改派',
    parameters: IdParameter,
    body: ReassignmentRequest,
    status: 200,
    response: ReassignmentResponse,
    idempotent: true,
    refusals: ['IllegalTransition', 'NoCapacity', 'VersionConflict'],
  },
} as const satisfies Routes;
