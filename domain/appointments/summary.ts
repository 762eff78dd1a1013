import * as z from 'zod';
import { type Appointment, reached, Status } from '#domain/appointments/appointment.ts';
import { ServiceMode } from '#domain/appointments/parts.ts';
import { Fen } from '#domain/money/fen.ts';
import { Lane } from '#domain/policy/lane.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { Instant } from '#domain/time/instant.ts';
import { InstitutionId } from '#domain/units/institution.ts';
import { UnitId } from '#domain/units/unit.ts';

export const AppointmentSummary = z
  .object({
    id: z.string(),
    status: Status,
    organisationCode: z.string(),
    organisationName: z.string(),
    unit: UnitId,
    institution: InstitutionId,
    mode: ServiceMode,
    lane: Lane,
    /** How many instruments. */
    instruments: z.int().min(1),
    submittedAt: Instant,
    /** Promised day; null while the working days of that year are not announced. */
    dueBy: LocalDate.nullable(),
    /** The day that a team comes or receives; null before it is dispatched. */
    date: LocalDate.nullable(),
    payableFen: Fen,
  })
  .meta({ id: 'AppointmentSummary', description: 'An appointment as a row of a list shows it.' });
export type AppointmentSummary = z.infer<typeof AppointmentSummary>;

/** An appointment as a row of a list shows it. */
export const appointmentSummary = (appointment: Appointment): AppointmentSummary => {
  const { id, status, organisationCode, organisationName, unit, institution, mode, submittedAt } =
    appointment;
  const { triage, lines } = appointment;
  return {
    id,
    status,
    organisationCode,
    organisationName,
    unit,
    institution,
    mode,
    lane: triage.lane,
    instruments: lines.length,
    submittedAt,
    dueBy: triage.dueBy,
    date: reached(appointment).assignment?.date ?? null,
    payableFen:
      appointment.status === 'COMPLETED' ? appointment.settlement.quote.payableFen : triage.quote.payableFen,
  };
};
