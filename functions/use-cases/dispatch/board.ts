import type { Shift } from '#domain/dispatch/capacity.ts';
import { Problem } from '#domain/problem.ts';
import { addDays, localDate } from '#domain/time/calendar.ts';
import { oversees, type UnitId } from '#domain/units/unit.ts';
import type { Reader } from '#functions/caller.ts';
import { queueHead } from '#store/dispatch/queue.ts';
import { listShifts } from '#store/dispatch/shifts.ts';
import { listTeams } from '#store/dispatch/teams.ts';

const BOARD_QUEUE = 100;
const BOARD_SHIFTS = 400;

/** The queue of a unit beside the capacity of its teams, for its own staff and for those of a unit above it. */
export async function readDispatchBoard(
  { unit, days }: { unit: UnitId; days: number },
  { principal, now }: Reader,
) {
  if (!oversees(principal.unit, unit)) throw new Problem('NotFound');
  const from = localDate(now.ms);
  const to = addDays(from, days - 1);
  const [queue, teams, shifts] = await Promise.all([
    queueHead(unit, BOARD_QUEUE),
    listTeams(unit),
    listShifts(unit, from, to, BOARD_SHIFTS),
  ]);
  const total = (of: (shift: Shift) => number) => shifts.reduce((sum, shift) => sum + of(shift), 0);
  return {
    unit,
    from,
    to,
    queue,
    teams,
    shifts,
    totals: { minutes: total(({ minutes }) => minutes), remaining: total(({ remaining }) => remaining) },
  };
}
