import * as z from 'zod';
import { ServiceMode } from '#domain/appointments/parts.ts';
import type { Demand } from '#domain/dispatch/placement.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import { LocalDate } from '#domain/time/calendar.ts';

/**
 * Sizes of work, in minutes: each from its own number up to the next one. Finer than those of room: what is too much for
 * any shift must not stand before what fits into one. Our own parameters.
 */
const works = [0, 30, 60, 90, 120, 180, 240, 300, 360, 420, 480, 720] as const;

/** What an entry needs, as far as it decides which capacity can serve it. Those that need alike wait together. */
export const ParkingClass = z.object({
  mode: ServiceMode,
  /** Not before this day; null for any. */
  notBefore: LocalDate.nullable(),
  fields: z.array(MeasurementField),
  /** Which of the sizes its work is of, without travel. */
  size: z
    .int()
    .min(0)
    .max(works.length - 1),
});
export type ParkingClass = z.infer<typeof ParkingClass>;

/** What decides the class of an entry; an appointment says it as well. */
export type Needs = Pick<QueueEntry, 'mode' | 'requestedDate' | 'fields' | 'minutes'>;

/** The class of what an appointment needs. It never changes while the appointment waits. */
export const classOf = ({ mode, requestedDate, fields, minutes }: Needs): ParkingClass => ({
  mode,
  notBefore: requestedDate,
  fields: [...fields].sort(),
  size: works.findLastIndex((from) => minutes >= from),
});

/** The least that somebody of a class may need, with the shortest road for a team that starts from `base`. */
export const leastOf = ({ mode, notBefore, fields, size }: ParkingClass, base: string): Demand => ({
  mode,
  division: base,
  fields,
  minutes: works[size] ?? 0,
  requestedDate: notBefore,
});

/** Any day sorts before every other. */
const ANY_DAY = '0000-00-00';

/** A class as the beginning of a key: by mode, then by day, skills and size. */
export const classKey = ({ mode, notBefore, fields, size }: ParkingClass): string =>
  [mode, notBefore ?? ANY_DAY, fields.join('+'), size].join('#');
