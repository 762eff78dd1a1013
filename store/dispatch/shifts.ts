import { Shift } from '#domain/dispatch/capacity.ts';
import { Problem } from '#domain/problem.ts';
import type { LocalDate } from '#domain/time/calendar.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { insert, query, read, replace } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

const row = (shift: Shift) => ({ ...shift, dayKey: `${shift.date}#${shift.id}` });

/** @throws Problem NotFound. */
export async function getShift(id: string): Promise<Shift> {
  const shift = await read('shifts', { id }, Shift);
  if (!shift) throw new Problem('NotFound');
  return shift;
}

/** One shift a team and day: planning it twice is refused with VersionConflict. */
export const createShift = (shift: Shift): Write => insert('shifts', 'id', row(shift), versionConflict);

/** The next version of a shift; `take` and `giveBack` make it. */
export const updateShift = (next: Shift): Write =>
  replace('shifts', row(next), next.version - 1, versionConflict);

export const shiftId = (teamId: string, date: LocalDate): string => `${teamId}-${date}`;

/** A unit's shifts from one day to another, both included. */
export const listShifts = async (
  unit: UnitId,
  from: LocalDate,
  to: LocalDate,
  limit: number,
): Promise<Shift[]> =>
  (
    await query(
      {
        table: 'shifts',
        index: 'by-unit',
        partition: ['unit', unit],
        sort: { name: 'dayKey', from, to: `${to}#~` },
        limit,
      },
      Shift,
      ['dayKey', 'id'],
    )
  ).items;
