import { describe, expect, it } from 'vitest';
import { division, divisions } from '#policies/divisions.ts';

describe('the divisions of Shaanxi', () => {
  it('are 107 counties in ten cities, each code once', () => {
    expect(divisions).toHaveLength(107);
    expect(new Set(divisions.map(({ code }) => code)).size).toBe(107);
    expect(new Set(divisions.map(({ cityCode }) => cityCode)).size).toBe(10);
  });

  it('carry the code of their city', () => {
    for (const { code, cityCode } of divisions) {
      expect(code).toMatch(/^61\d{4}$/);
      expect(code.slice(0, 4)).toBe(cityCode.slice(0, 4));
    }
  });

  it('are found by code', () => {
    expect(division('610403')).toEqual({
      code: '610403',
      name: '杨陵区',
      cityCode: '610400',
      cityName: '咸阳市',
    });
    expect(division('610400')).toBeUndefined();
    expect(division('619999')).toBeUndefined();
  });
});
