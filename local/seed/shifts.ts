import type { Shift, Team } from '#domain/dispatch/capacity.ts';
import { addDays, isWorkingDay, type LocalDate } from '#domain/time/calendar.ts';

/** How far ahead shifts are planned, today included. */
export const PLANNED_DAYS = 20;
const MINUTES = 480;

/**
 * The working days from a day on, itself included if it is one. Fewer than asked for where the calendar ends: the
 * holidays of the next year are announced late in the year before.
 */
export function workingDaysFrom(today: LocalDate, count: number): LocalDate[] {
  const days: LocalDate[] = [];
  try {
    for (let day = today; days.length < count; day = addDays(day, 1)) if (isWorkingDay(day)) days.push(day);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return days;
}

/** A shift 排班 of a full day for each team and day. */
export const demonstrationShifts = (
  teams: readonly Team[],
  days: readonly LocalDate[],
  id: (teamId: string, date: LocalDate) => string,
): Shift[] =>
  teams.flatMap((team) =>
    days.map((date) => ({
      id: id(team.id, date),
      teamId: team.id,
      institution: team.institution,
      date,
      minutes: MINUTES,
      remaining: MINUTES,
      vehicle: team.vehicle,
      change: 'planned',
      version: 1,
    })),
  );
