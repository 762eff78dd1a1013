import { describe, expect, it } from 'vitest';
import { parseTimestamp } from '../src/language/timestamp.ts';
import { diagnose } from '../src/language/validate.ts';

const waiting = (Timestamp: string): string =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'W',
    States: { W: { Type: 'Wait', Timestamp, End: true } },
  });

// https://states-language.net/#timestamps; the refused ones as recorded on AWS, 2024-12.
describe('Timestamps by RFC 3339', () => {
  it.each([
    ['2016-12-05T21:29:29Z', Date.UTC(2016, 11, 5, 21, 29, 29)],
    ['2016-12-05T21:29:29.25Z', Date.UTC(2016, 11, 5, 21, 29, 29, 250)],
    ['2016-12-05T21:29:29.123456789Z', Date.UTC(2016, 11, 5, 21, 29, 29, 123)],
    ['2016-12-05T21:29:29+08:00', Date.UTC(2016, 11, 5, 13, 29, 29)],
    ['2024-02-29T00:00:00-00:30', Date.UTC(2024, 1, 29, 0, 30)],
  ])('%s is one', (text, time) => {
    expect(parseTimestamp(text)).toBe(time);
    expect(diagnose(waiting(text))).toEqual([]);
  });

  it.each([
    ...['2016-12-05 21:29:29Z', '2016-12-05T21:29:29', '2016-13-05T21:29:29Z', '2016-12-05T25:29:29Z'],
    ...['05-12-2016T21:29:29Z', '2016-12-05t21:29:29Z', '2016-12-05T21:29:29z', '2016-12-05', 'Dec 5, 2016'],
    ...['2023-02-29T00:00:00Z', '2016-12-05T21:60:00Z', '2016-12-05T21:29:61Z', '2016-12-05T21:29:29+19:00'],
    '2016-12-05T21:29:29.Z',
  ])('%s is none', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
    expect(diagnose(waiting(text))).toEqual([
      {
        severity: 'ERROR',
        code: 'SCHEMA_VALIDATION_FAILED',
        message: 'String does not match RFC3339 timestamp',
        location: '/States/W/Timestamp',
      },
    ]);
  });
});
