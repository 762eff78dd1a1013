import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  addWorkingDays,
  daysBefore,
  endOfDay,
  isWorkingDay,
  LocalDate,
  localDate,
  startOfDay,
  validUntil,
} from '#domain/time/calendar.ts';

const days = fc
  .integer({ min: Date.UTC(2019, 0, 1) / 86_400_000, max: Date.UTC(2025, 9, 1) / 86_400_000 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));

describe('working days', () => {
  it.each([
    ['2020-03-06', 7, '2020-03-17'],
    ['2020-03-06', 10, '2020-03-20'],
    ['2020-03-06', 20, '2020-04-03'],
    ['2020-01-20', 7, '2020-02-06'],
    ['2026-02-10', 7, '2026-02-26'],
    ['2026-02-10', 10, '2026-03-02'],
    ['2026-09-24', 7, '2026-10-12'],
    ['2020-03-06', 0, '2020-03-06'],
    ['2020-03-06', 1, '2020-03-09'],
  ])('%s + %i is %s', (from, count, expected) => {
    expect(addWorkingDays(from, count)).toBe(expected);
  });

  it('knows the weekends that are worked and the holiday that the epidemic prolonged', () => {
    expect(isWorkingDay('2020-01-19')).toBe(true); // Sunday, worked for the Spring Festival
    expect(isWorkingDay('2020-01-31')).toBe(false); // Friday, holiday prolonged to 2 February
    expect(isWorkingDay('2020-02-03')).toBe(true);
    expect(isWorkingDay('2020-03-07')).toBe(false); // Saturday
  });

  it('are known of every year that the calendar data has, from 2019 on', () => {
    const folder = new URL('years/', import.meta.resolve('chinese-days/dist/chinese-days.json'));
    const announced = readdirSync(folder).flatMap((file) => /^(\d{4})\.json$/.exec(file)?.[1] ?? []);
    expect(announced).toContain('2026');
    for (const year of announced.filter((each) => each >= '2019')) {
      expect(isWorkingDay(`${year}-10-01`), year).toBe(false);
    }
  });

  it('does not guess a year that is not announced', () => {
    expect(() => isWorkingDay('2018-06-04')).toThrow(RangeError);
    expect(() => isWorkingDay('2099-01-04')).toThrow('2099');
    expect(() => addWorkingDays('2098-12-30', 3)).toThrow(RangeError);
  });

  it.each([-1, 1.5, 251, Number.NaN])('refuses a count of %s', (count) => {
    expect(() => addWorkingDays('2020-03-06', count)).toThrow(RangeError);
  });

  it('lands on a working day with as many working days after the start as asked for', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 40 }), (from, count) => {
        const end = addWorkingDays(from, count);
        let counted = 0;
        for (let day = addDays(from, 1); day <= end; day = addDays(day, 1))
          if (isWorkingDay(day)) counted += 1;
        expect(isWorkingDay(end)).toBe(true);
        expect(counted).toBe(count);
      }),
    );
  });
});

describe('days in China', () => {
  it('changes the day at 16:00 UTC', () => {
    expect(localDate(Date.parse('2020-03-06T15:59:59.999Z'))).toBe('2020-03-06');
    expect(localDate(Date.parse('2020-03-06T16:00:00Z'))).toBe('2020-03-07');
  });

  it('has a day between its first and its last millisecond', () => {
    fc.assert(
      fc.property(days, (day) => {
        expect(localDate(startOfDay(day))).toBe(day);
        expect(localDate(endOfDay(day))).toBe(day);
        expect(localDate(startOfDay(day) - 1)).toBe(daysBefore(day, 1));
        expect(localDate(endOfDay(day) + 1)).toBe(addDays(day, 1));
      }),
    );
  });

  it.each(['2020-02-30', '2021-02-29', '2020-13-01', '2020-3-6', '20200306', '', '2020-03-06T00:00:00Z'])(
    'refuses %j',
    (date) => {
      expect(LocalDate.safeParse(date).success).toBe(false);
      expect(() => startOfDay(date)).toThrow(RangeError);
      expect(() => isWorkingDay(date)).toThrow(RangeError);
    },
  );
});

describe('months and validity', () => {
  it.each([
    ['2020-01-31', 1, '2020-02-29'],
    ['2021-01-31', 1, '2021-02-28'],
    ['2020-08-31', 6, '2021-02-28'],
    ['2020-11-15', 3, '2021-02-15'],
    ['2020-02-29', 12, '2021-02-28'],
    ['2020-03-31', -1, '2020-02-29'],
  ])('%s + %i months is %s', (from, months, expected) => {
    expect(addMonths(from, months)).toBe(expected);
  });

  it.each([
    ['2020-03-06', 12, '2021-03-05'],
    ['2020-03-06', 6, '2020-09-05'],
    ['2020-03-01', 12, '2021-02-28'],
    ['2020-02-29', 12, '2021-02-27'],
  ])('tested on %s with a cycle of %i months, it is valid until %s', (testedOn, cycle, expected) => {
    expect(validUntil(testedOn, cycle)).toBe(expected);
  });
});
