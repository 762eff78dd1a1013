import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Industry,
  SizeClass,
  type SizeFigures,
  sizeBounds,
  sizeClass,
} from '#domain/organisations/size-class.ts';

const figures = (staff: number, revenueWan: number, assetsWan = 0): SizeFigures => ({
  staff,
  revenueWan,
  assetsWan,
});

const rankOf = (industry: Industry, of: SizeFigures) => SizeClass.options.indexOf(sizeClass(industry, of));

describe('the size class of an enterprise', () => {
  it.each([
    [299, 1e9, 'small'],
    [300, 1999, 'small'],
    [300, 2000, 'medium'],
    [19, 40_000, 'micro'],
    [1000, 40_000, 'large'],
    [1000, 39_999, 'medium'],
    [5000, 250, 'micro'],
  ] as const)('in industry, %d staff and %d 万元 of revenue, is %3$s', (staff, revenue, expected) => {
    expect(sizeClass('industry', figures(staff, revenue))).toBe(expected);
  });

  it.each([
    ['construction', figures(0, 80_000, 80_000), 'large'],
    ['construction', figures(9999, 80_000, 79_999), 'medium'],
    ['wholesale', figures(20, 5_000), 'medium'],
    ['wholesale', figures(4, 40_000), 'micro'],
    ['retail', figures(50, 500), 'medium'],
    ['transport', figures(300, 2_999), 'small'],
    ['storage', figures(99, 1_000), 'small'],
    ['post', figures(1000, 30_000), 'large'],
    ['lodging', figures(10, 100), 'small'],
    ['catering', figures(10, 99), 'micro'],
    ['information-transmission', figures(2000, 99_999), 'medium'],
    ['software', figures(10, 50), 'small'],
    ['real-estate', figures(0, 1_000, 4_999), 'small'],
    ['property-management', figures(100, 500), 'small'],
    ['property-management', figures(99, 5_000), 'micro'],
    ['leasing-business', figures(300, 0, 119_999), 'medium'],
    ['agriculture', figures(0, 50), 'small'],
    ['agriculture', figures(9999, 49), 'micro'],
    ['other', figures(300, 0), 'large'],
    ['other', figures(9, 1e9, 1e9), 'micro'],
  ] as const)('in %s, %o is %s', (industry, of, expected) => {
    expect(sizeClass(industry, of)).toBe(expected);
  });

  it('covers every industry of the notice, each bound as long as its list of figures and falling', () => {
    expect(Object.keys(sizeBounds).sort()).toEqual([...Industry.options].sort());
    for (const { by, large, medium, small } of Object.values(sizeBounds)) {
      by.forEach((_, index) => {
        expect(large[index]).toBeGreaterThan(medium[index] ?? Number.POSITIVE_INFINITY);
        expect(medium[index]).toBeGreaterThan(small[index] ?? Number.POSITIVE_INFINITY);
      });
      expect([large.length, medium.length, small.length]).toEqual([by.length, by.length, by.length]);
    }
  });

  it('never falls when a figure grows', () => {
    const amount = fc.integer({ min: 0, max: 250_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(...Industry.options),
        fc.record({ staff: amount, revenueWan: amount, assetsWan: amount }),
        fc.record({ staff: amount, revenueWan: amount, assetsWan: amount }),
        (industry, before, growth) => {
          const after = {
            staff: before.staff + growth.staff,
            revenueWan: before.revenueWan + growth.revenueWan,
            assetsWan: before.assetsWan + growth.assetsWan,
          };
          expect(rankOf(industry, after)).toBeLessThanOrEqual(rankOf(industry, before));
        },
      ),
    );
  });
});
