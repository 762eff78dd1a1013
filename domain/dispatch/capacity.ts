import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import { DivisionCode } from '#domain/organisations/organisation.ts';
import { Person } from '#domain/people/person.ts';
import { Problem } from '#domain/problem.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { InstitutionId } from '#domain/units/institution.ts';

export const Team = z
  .object({
    id: z.string(),
    institution: InstitutionId,
    name: Bilingual,
    fields: z.array(MeasurementField).min(1),
    base: DivisionCode,
    vehicle: z.string().nullable(),
    /** Whether it can receive instruments that are sent in. */
    laboratory: z.boolean(),
    members: z.array(Person).min(1),
    version: z.int().min(1),
  })
  .meta({ id: 'Team', description: '计量技术服务小分队. `base` is the county it starts from.' });
export type Team = z.infer<typeof Team>;

/** A shift is of one day. */
export const LONGEST_SHIFT = 1440;

export const Shift = z
  .object({
    id: z.string(),
    teamId: z.string(),
    institution: InstitutionId,
    date: LocalDate,
    minutes: z.int().min(1).max(LONGEST_SHIFT),
    remaining: z.int().min(0),
    vehicle: z.string().nullable(),
    /** What the last write did: only new capacity is news for those who wait. */
    change: z.enum(['planned', 'taken', 'grown']),
    version: z.int().min(1),
  })
  .meta({
    id: 'Shift',
    description: '排班: the minutes of one team on one day. 0 ≤ remaining ≤ minutes, always.',
  });
export type Shift = z.infer<typeof Shift>;

/** Takes minutes from a shift. @throws Problem NoCapacity when it has not so many left. */
export function take(shift: Shift, minutes: number): Shift {
  requireMinutes(minutes);
  if (minutes > shift.remaining) {
    throw new Problem('NoCapacity', { context: { remaining: shift.remaining, needed: minutes } });
  }
  return {
    ...shift,
    remaining: shift.remaining - minutes,
    change: 'taken',
    version: shift.version + 1,
  };
}

/** Gives minutes back. @throws RangeError for more than were taken, which would be a fault of ours. */
export function giveBack(shift: Shift, minutes: number): Shift {
  requireMinutes(minutes);
  if (shift.remaining + minutes > shift.minutes) {
    throw new RangeError(`shift ${shift.id} was never so full: ${minutes} minutes given back`);
  }
  return {
    ...shift,
    remaining: shift.remaining + minutes,
    change: 'grown',
    version: shift.version + 1,
  };
}

function requireMinutes(minutes: number): void {
  if (!Number.isInteger(minutes) || minutes < 0) throw new RangeError(`not a number of minutes: ${minutes}`);
}
