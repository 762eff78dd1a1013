import * as z from 'zod';
import { ServiceMode } from '#domain/appointments/parts.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import { DivisionCode } from '#domain/organisations/organisation.ts';
import { Lane, rankAt } from '#domain/policy/lane.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { Instant } from '#domain/time/instant.ts';
import { UnitId } from '#domain/units/unit.ts';

export const QueueEntry = z
  .object({
    unit: UnitId,
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
    /** Why the last plan found no place for it; null before the first plan. */
    unplaced: z.string().nullable(),
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
