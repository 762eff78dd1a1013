import * as z from 'zod';
import type { In } from '#domain/appointments/appointment.ts';
import { type Assignment, ServiceMode } from '#domain/appointments/parts.ts';
import { DivisionCode } from '#domain/organisations/organisation.ts';
import { Lane } from '#domain/policy/lane.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { InstitutionId } from '#domain/units/institution.ts';

export const Job = z
  .object({
    institution: InstitutionId,
    teamId: z.string(),
    date: LocalDate,
    appointmentId: z.string(),
    organisationName: z.string(),
    lane: Lane,
    mode: ServiceMode,
    division: DivisionCode,
    /** How many instruments. */
    instruments: z.int().min(1),
    /** Minutes that it takes from this shift, travel included. */
    minutes: z.int().min(0),
  })
  .meta({ id: 'Job', description: '任务: what fills a shift, one for each appointment that takes of it.' });
export type Job = z.infer<typeof Job>;

/** The jobs of an appointment with this assignment: one under each shift that it takes. */
export const jobsOf = (
  appointment: Pick<
    In<'ASSIGNED'>,
    'id' | 'institution' | 'organisationName' | 'triage' | 'mode' | 'division' | 'lines'
  >,
  { teamId, parts }: Assignment,
): Job[] =>
  parts.map(({ date, minutes }) => ({
    institution: appointment.institution,
    teamId,
    date,
    appointmentId: appointment.id,
    organisationName: appointment.organisationName,
    lane: appointment.triage.lane,
    mode: appointment.mode,
    division: appointment.division,
    instruments: appointment.lines.length,
    minutes,
  }));
