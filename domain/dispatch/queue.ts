import * as z from 'zod';
import type { In } from '#domain/appointments/appointment.ts';
import { ServiceMode } from '#domain/appointments/parts.ts';
import { Bilingual } from '#domain/bilingual.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import { DivisionCode } from '#domain/organisations/organisation.ts';
import { Lane, rankAt } from '#domain/policy/lane.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { Instant } from '#domain/time/instant.ts';
import { InstitutionId } from '#domain/units/institution.ts';

export const QueueEntry = z
  .object({
    institution: InstitutionId,
    rankKey: z.string(),
    appointmentId: z.string(),
    revision: z.int().min(1),
    organisationName: z.string(),
    lane: Lane,
    mode: ServiceMode,
    division: DivisionCode,
    fields: z.array(MeasurementField),
    /** Minutes of work without travel. */
    minutes: z.int().min(0),
    acceptedAt: Instant,
    requestedDate: LocalDate.nullable(),
    dueBy: LocalDate.nullable(),
    overdue: z.boolean(),
    /** Since when it is set aside until there is capacity for it, and why; null while it is to be placed. */
    parked: z.object({ at: Instant, reason: Bilingual }).nullable(),
  })
  .meta({
    id: 'QueueEntry',
    description: '排队: what the dispatcher must know of a waiting appointment, in the order of its rank.',
  });
export type QueueEntry = z.infer<typeof QueueEntry>;

/**
 * The key of a place in a queue: rank as ISO instant, then the id to tell equals apart. Lower comes first.
 * What the institution is late with stands before everything (强制检定管理办法 art. 15: at once); among such, the older first.
 */
export function rankKey(entry: {
  appointmentId: string;
  acceptedAt: string;
  headStartHours: number;
  overdue: boolean;
}): string {
  const rank = new Date(rankAt(Date.parse(entry.acceptedAt), entry.headStartHours)).toISOString();
  return `${entry.overdue ? '0' : '1'}#${rank}#${entry.appointmentId}`;
}

/** What the dispatcher must know of an appointment that waits for a place. */
export const queueEntryOf = (queued: In<'QUEUED'>): QueueEntry => ({
  institution: queued.institution,
  rankKey: queued.rankKey,
  appointmentId: queued.id,
  revision: queued.revision,
  organisationName: queued.organisationName,
  lane: queued.triage.lane,
  mode: queued.mode,
  division: queued.division,
  fields: queued.triage.fields,
  minutes: queued.triage.minutes,
  acceptedAt: queued.acceptedAt,
  requestedDate: queued.requestedDate,
  dueBy: queued.triage.dueBy,
  overdue: queued.overdue,
  parked: null,
});
