import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineResult, missingAndStray } from '#domain/verification/result.ts';

const result = (change: object) =>
  LineResult.safeParse({ line: 1, outcome: 'pass', testedOn: '2026-03-02', ...change });
const measurement = (reading: number) => ({
  point: '36 °C',
  nominal: 36,
  reading,
  tolerance: 0.3,
  unit: '°C',
});
const problemOf = (parsed: ReturnType<typeof result>) => {
  const issue = parsed.error?.issues[0];
  return issue?.code === 'custom' ? issue.params?.problem : issue?.code;
};

describe('the result of one instrument', () => {
  it('passes without measurements, and with every reading in tolerance', () => {
    expect(result({}).success).toBe(true);
    expect(result({ measurements: [measurement(36.3), measurement(35.7)] }).success).toBe(true);
  });

  it('cannot pass with a reading out of tolerance', () => {
    expect(problemOf(result({ measurements: [measurement(36), measurement(36.31)] }))).toBe(
      'out-of-tolerance',
    );
    expect(problemOf(result({ measurements: [measurement(35.69)] }))).toBe('out-of-tolerance');
  });

  it('may fail with readings in tolerance, but never without a reason', () => {
    expect(result({ outcome: 'fail', reason: '外壳破损', measurements: [measurement(36)] }).success).toBe(
      true,
    );
    expect(problemOf(result({ outcome: 'fail' }))).toBe('reason-of-failure');
  });

  it('is tested on a day that exists', () => {
    expect(result({ testedOn: '2026-02-30' }).success).toBe(false);
  });

  it('passes exactly when no reading is further off than the tolerance', () => {
    const off = fc.integer({ min: -40, max: 40 });
    fc.assert(
      fc.property(fc.array(off, { maxLength: 30 }), (tenths) => {
        const measurements = tenths.map((tenth) => ({
          ...measurement(0),
          nominal: 0,
          reading: tenth,
          tolerance: 20,
        }));
        expect(result({ measurements }).success).toBe(tenths.every((tenth) => Math.abs(tenth) <= 20));
      }),
    );
  });
});

describe('the results of an appointment', () => {
  const lines = [{ number: 1 }, { number: 2 }, { number: 3 }];
  const of = (...numbers: number[]) =>
    missingAndStray(
      lines,
      numbers.map((line) => ({ line })),
    );

  it('are complete when each line has one', () => {
    expect(of(3, 1, 2)).toEqual({ missing: [], stray: [] });
  });

  it('lack what has none', () => {
    expect(of(2)).toEqual({ missing: [1, 3], stray: [] });
  });

  it('have strays: one for no line, and a second one for a line', () => {
    expect(of(1, 2, 3, 4)).toEqual({ missing: [], stray: [3] });
    expect(of(1, 1, 2)).toEqual({ missing: [3], stray: [1] });
  });
});
