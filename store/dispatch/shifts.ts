import { Shift } from '#domain/dispatch/capacity.ts';
import { Job } from '#domain/dispatch/job.ts';
import { sizeOf } from '#domain/dispatch/room.ts';
import { Problem } from '#domain/problem.ts';
import type { LocalDate } from '#domain/time/calendar.ts';
import type { InstitutionId } from '#domain/units/institution.ts';
import { codec, type Row, UnreadableRow } from '#store/dynamodb/codec.ts';
import {
  insert,
  type Key,
  type Page,
  query,
  queryAllRows,
  read,
  readable,
  remove,
  replace,
} from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

/** One shift a team and day. */
export const shiftId = (teamId: string, date: LocalDate): string => `${teamId}-${date}`;

const DATE_LENGTH = '2026-03-02'.length;

/** The sort key that an id of a shift says: the day first, so that days are ranges. */
const itemOfId = (id: string): string => `${id.slice(-DATE_LENGTH)}#${id.slice(0, -DATE_LENGTH - 1)}`;

const parts = ({ item }: Row): number => String(item).split('#').length;

/** Which shifts have room of a size. */
const roomKey = (institution: InstitutionId, size: number): string => `${institution}#${size}`;

function roomOf({ institution, remaining }: Shift): Row {
  const size = sizeOf(remaining);
  return size === null ? {} : { room: roomKey(institution, size) };
}

export const shifts = codec({
  name: 'shifts/shift',
  table: 'shifts',
  schema: Shift,
  holds: (row) => parts(row) === 2,
  keys: (shift) => ({ item: `${shift.date}#${shift.teamId}`, ...roomOf(shift) }),
});

const jobItem = ({ date, teamId, appointmentId }: Pick<Job, 'date' | 'teamId' | 'appointmentId'>): string =>
  `${date}#${teamId}#${appointmentId}`;

export const jobs = codec({
  name: 'shifts/job',
  table: 'shifts',
  schema: Job,
  holds: (row) => parts(row) === 3,
  keys: (job) => ({ item: jobItem(job) }),
});

/** @throws Problem NotFound. */
export async function getShift(institution: InstitutionId, id: string): Promise<Shift> {
  const key: Key = { institution, item: itemOfId(id) };
  const shift = await read(shifts, key);
  if (!shift) throw new Problem('NotFound');
  return shift;
}

/** The shifts of these ids that there are, as they now stand. One that nobody can read is reported and left out. */
export async function readShifts(institution: InstitutionId, ids: readonly string[]): Promise<Shift[]> {
  const found = await Promise.all(
    ids.map((id) =>
      read(shifts, { institution, item: itemOfId(id) }).catch((error: unknown) => {
        if (!(error instanceof UnreadableRow)) throw error;
        return undefined;
      }),
    ),
  );
  return found.flatMap((shift) => shift ?? []);
}

/** Planning a shift of a team and day twice is refused with VersionConflict. */
export const createShift = (shift: Shift): Write => insert(shifts, shift, versionConflict);

/** The next version of a shift; `take` and `giveBack` make it. */
export const updateShift = (next: Shift): Write => replace(shifts, next, next.version - 1, versionConflict);

/** A job under its shift, in the transaction that takes the minutes. */
export const addJob = (job: Job): Write => insert(jobs, job, versionConflict);

export const removeJob = (job: Job): Write =>
  remove('shifts', { institution: job.institution, item: jobItem(job) }, versionConflict);

/** An institution's shifts from one day to another, both included, and the jobs that fill them: one query. */
export async function listShifts(
  institution: InstitutionId,
  from: LocalDate,
  to: LocalDate,
): Promise<{ shifts: Shift[]; jobs: Job[] }> {
  const rows = await queryAllRows({
    table: 'shifts',
    partition: ['institution', institution],
    sort: { name: 'item', from, to: `${to}#~` },
  });
  return {
    shifts: readable(shifts, rows.filter(shifts.holds)),
    jobs: readable(jobs, rows.filter(jobs.holds)),
  };
}

/** The index does not say what the last write did, and nobody who looks for room asks. */
const withRoom = shifts.summary(
  Shift.omit({ change: true }).transform((shift): Shift => ({ ...shift, change: 'taken' })),
);

/** Shifts of an institution that have room of a size, from a day on, the earliest first. */
export const shiftsWithRoom = (
  institution: InstitutionId,
  size: number,
  from: LocalDate,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<Shift>> =>
  query(
    {
      table: 'shifts',
      index: 'with-room',
      partition: ['room', roomKey(institution, size)],
      sort: { name: 'item', from },
      ...page,
    },
    withRoom,
  );
