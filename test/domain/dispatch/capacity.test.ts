import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giveBack, Shift, take } from '#domain/dispatch/capacity.ts';
import { Problem } from '#domain/problem.ts';
import { shift } from '#test/factories/work.ts';

describe('the minutes of a shift', () => {
  it('are taken, down to the last', () => {
    const left = take(shift({ minutes: 60 }), 60);
    expect(left).toMatchObject({ minutes: 60, remaining: 0, version: 2 });
  });

  it('are not taken beyond what is left, and nothing changes', () => {
    const given = shift({ minutes: 60 });
    expect(() => take(given, 61)).toThrow(expect.objectContaining({ code: 'NoCapacity' }));
    expect(() => take(given, 61)).toThrow(Problem);
    expect(given).toEqual(shift({ minutes: 60 }));
  });

  it('are given back, but never more than were taken', () => {
    expect(giveBack(take(shift(), 45), 45)).toMatchObject({ remaining: 480, version: 3 });
    expect(() => giveBack(take(shift(), 45), 46)).toThrow(RangeError);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('are a whole number, not %d', (minutes) => {
    expect(() => take(shift(), minutes)).toThrow(RangeError);
    expect(() => giveBack(shift(), minutes)).toThrow(RangeError);
  });

  it('never go below zero or above what was planned, whatever is taken and given back', () => {
    const step = fc.record({ take: fc.boolean(), minutes: fc.integer({ min: 0, max: 500 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = shift();
        let taken = 0;
        for (const { take: takes, minutes } of steps) {
          try {
            now = takes ? take(now, minutes) : giveBack(now, minutes);
            taken += takes ? minutes : -minutes;
          } catch (error) {
            expect(takes ? minutes > 480 - taken : minutes > taken).toBe(true);
            expect(error).toBeInstanceOf(takes ? Problem : RangeError);
          }
          expect(now.remaining).toBe(480 - taken);
          expect(Shift.safeParse(now).success).toBe(true);
          expect(now.remaining).toBeLessThanOrEqual(now.minutes);
        }
      }),
    );
  });
});
