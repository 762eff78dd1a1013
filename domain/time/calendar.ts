import y2019 from 'chinese-days/dist/years/2019.json' with { type: 'json' };
import y2020 from 'chinese-days/dist/years/2020.json' with { type: 'json' };
import y2021 from 'chinese-days/dist/years/2021.json' with { type: 'json' };
import y2022 from 'chinese-days/dist/years/2022.json' with { type: 'json' };
import y2023 from 'chinese-days/dist/years/2023.json' with { type: 'json' };
import y2024 from 'chinese-days/dist/years/2024.json' with { type: 'json' };
import y2025 from 'chinese-days/dist/years/2025.json' with { type: 'json' };
import y2026 from 'chinese-days/dist/years/2026.json' with { type: 'json' };
import * as z from 'zod';

export const LocalDate = z.iso.date().meta({
  id: 'LocalDate',
  description: 'A calendar day in China, `YYYY-MM-DD`. Days that do not exist are refused.',
});
export type LocalDate = z.infer<typeof LocalDate>;

const DAY_MS = 86_400_000;
// One zone for the whole country, without summer time since 1991.
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** Milliseconds at 00:00 UTC of the day. @throws RangeError for anything but an existing `YYYY-MM-DD`. */
function utcMs(date: LocalDate): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || isoDay(ms) !== date) throw new RangeError(`not a calendar day: ${date}`);
  return ms;
}

const isoDay = (ms: number): LocalDate => new Date(ms).toISOString().slice(0, 10);

/** The day it is in China (fixed +08:00) at an instant in milliseconds since 1970. */
export function localDate(instantMs: number): LocalDate {
  return isoDay(instantMs + CHINA_OFFSET_MS);
}

/** The first millisecond of the day in China, since 1970. @throws RangeError when the day does not exist. */
export function startOfDay(date: LocalDate): number {
  return utcMs(date) - CHINA_OFFSET_MS;
}

/** The last millisecond of the day in China, since 1970. @throws RangeError when the day does not exist. */
export function endOfDay(date: LocalDate): number {
  return startOfDay(date) + DAY_MS - 1;
}

/** The day `days` later, or earlier when negative. @throws RangeError when the day does not exist. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return isoDay(utcMs(date) + days * DAY_MS);
}

/** The day `days` before. @throws RangeError when the day does not exist. */
export function daysBefore(date: LocalDate, days: number): LocalDate {
  return addDays(date, -days);
}

/**
 * The corresponding day `months` later; the last day of that month where it has no such day (民法典 art. 202), so
 * 2020-01-31 + 1 is 2020-02-29. @throws RangeError when the day does not exist.
 */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const from = new Date(utcMs(date));
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return isoDay(Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay)));
}

/**
 * 有效期至, the last day on which a verification certificate holds: the day of the test plus the cycle, less one day.
 *
 * The day of the test counts as the first day of the cycle, so a yearly instrument tested on 2020-03-06 is valid up to
 * and including 2021-03-05 and is due on 2021-03-06. This is how institutions print it and it never claims a day too
 * many. 民法典 art. 201 would not count the first day; where a province wants that, this is the line to change.
 */
export function validUntil(testedOn: LocalDate, cycleMonths: number): LocalDate {
  return daysBefore(addMonths(testedOn, cycleMonths), 1);
}

// The data of chinese-days and not its functions: those read a date in the zone of the process, so that on a machine west
// of Greenwich every answer is that of the day before, and they call every weekday of a year without data a working day.
// Year by year from 2019, the one before the article: all of them since 2004 would be 20 kB more in every bundle.
const years = [y2019, y2020, y2021, y2022, y2023, y2024, y2025, y2026];
const holidays: Readonly<Record<string, string>> = Object.assign({}, ...years.map((year) => year.holidays));
const workedWeekends: Readonly<Record<string, string>> = Object.assign(
  {},
  ...years.map((year) => year.workdays),
);

// The State Council announces a year as a whole, and the National Day is a holiday in each.
const isAnnounced = (year: string) => `${year}-10-01` in holidays;

/**
 * Whether people work on the day: weekdays without the statutory holidays, and the weekend days worked instead.
 * @throws RangeError for a year whose holidays are not in the calendar data; it is never guessed.
 */
export function isWorkingDay(date: LocalDate): boolean {
  const weekday = new Date(utcMs(date)).getUTCDay();
  const year = date.slice(0, 4);
  if (!isAnnounced(year)) {
    throw new RangeError(`the working days of ${year} are not in the calendar data`);
  }
  const weekend = weekday === 0 || weekday === 6;
  return weekend ? date in workedWeekends : !(date in holidays);
}

/**
 * The `count`-th working day after the date; the date itself is not counted (民法典 art. 201), and is the answer for 0.
 * @throws RangeError when it would need a year that is not in the calendar data, or for a count that is not a whole
 * number from 0 to 250.
 */
export function addWorkingDays(date: LocalDate, count: number): LocalDate {
  if (!Number.isInteger(count) || count < 0 || count > 250) {
    throw new RangeError(`not a count of working days: ${count}`);
  }
  let day = date;
  for (let left = count; left > 0; ) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) left -= 1;
  }
  return day;
}
