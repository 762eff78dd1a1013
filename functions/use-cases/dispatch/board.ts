import type { Shift } from '#domain/dispatch/capacity.ts';
import { Problem } from '#domain/problem.ts';
import { addDays, localDate } from '#domain/time/calendar.ts';
import { type InstitutionId, unitOfInstitution } from '#domain/units/institution.ts';
import { oversees } from '#domain/units/unit.ts';
import type { Reader } from '#functions/caller.ts';
import { listParked, queueHead } from '#store/dispatch/queue.ts';
import { listShifts } from '#store/dispatch/shifts.ts';
import { listTeams } from '#store/dispatch/teams.ts';

const BOARD_QUEUE = 100;

/** The queue of an institution beside the capacity of its teams, for its own staff and for those of a unit above it. */
export async function readDispatchBoard(
  { institution, days }: { institution: InstitutionId; days: number },
  { principal, now }: Reader,
) {
  if (!oversees(principal.unit, unitOfInstitution(institution))) throw new Problem('NotFound');
  const from = localDate(now.ms);
  const to = addDays(from, days - 1);
  const [{ items: waiting }, { items: parked }, teams, { shifts, jobs }] = await Promise.all([
    queueHead(institution, BOARD_QUEUE),
    listParked(institution, BOARD_QUEUE),
    listTeams(institution),
    listShifts(institution, from, to),
  ]);
  const total = (of: (shift: Shift) => number) => shifts.reduce((sum, shift) => sum + of(shift), 0);
  return {
    institution,
    from,
    to,
    waiting,
    parked,
    teams,
    shifts: shifts.map((shift) => ({
      ...shift,
      jobs: jobs.filter(({ teamId, date }) => teamId === shift.teamId && date === shift.date),
    })),
    totals: { minutes: total(({ minutes }) => minutes), remaining: total(({ remaining }) => remaining) },
  };
}
