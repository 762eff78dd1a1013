import { describe, expect, it } from 'vitest';
import { dollars, nothing, plus, type Usage } from '#bench/aws/prices.ts';

describe('list prices', () => {
  it.each<[kind: keyof Usage, count: number, dollars: number]>([
    // 0.025 $ for 1,000 transitions: https://aws.amazon.com/step-functions/pricing/
    ['transitions', 1000, 0.025],
    ['writeUnits', 1_000_000, 0.625],
    ['indexWriteUnits', 1_000_000, 0.625],
    ['readUnits', 1_000_000, 0.125],
    ['invocations', 1_000_000, 0.2],
    ['gigabyteSeconds', 1_000_000, 13.3334],
    ['httpRequests', 1_000_000, 1],
    ['logBytes', 1024 ** 3, 0.5],
    // A request is paid by its units.
    ['requests', 1_000_000, 0],
  ])('%s: %i cost %d $', (kind, count, expected) => {
    expect(dollars({ ...nothing(), [kind]: count }).total).toBeCloseTo(expected, 6);
  });

  it('add up, in all and by what is counted', () => {
    const usage = plus(plus(nothing(), { transitions: 8 }), { transitions: 2, writeUnits: 100 });
    const { of, total } = dollars(usage);
    expect(usage.transitions).toBe(10);
    expect(of.transitions).toBeCloseTo(0.00025, 9);
    expect(of.writeUnits).toBeCloseTo(0.0000625, 9);
    expect(total).toBeCloseTo(0.0003125, 9);
  });
});
