import { describe, expect, it } from 'vitest';
import { Unit, UnitId } from '#domain/units/unit.ts';
import { divisions } from '#policies/divisions.ts';
import { unitById, unitOfDivision, units } from '#policies/units.ts';

describe('the reporting units', () => {
  it('are all fourteen, those without a report among them', () => {
    expect(units.map(({ id }) => id)).toEqual(UnitId.options);
    for (const unit of units) expect(Unit.parse(unit)).toEqual(unit);
    expect(unitById('tongchuan').name.zh).toBe('铜川');
    expect(unitById('xixian').level).toBe('zone');
  });

  it.each([
    ['610403', 'yangling'],
    ['610402', 'xianyang'],
    ['610581', 'hancheng'],
    ['610582', 'weinan'],
    ['610102', 'xian'],
    ['610202', 'tongchuan'],
    ['611002', 'shangluo'],
  ])('serve county %s from %s', (code, unit) => {
    expect(unitOfDivision(code)).toBe(unit);
  });

  it('do not serve a county that does not exist, nor a city as a whole', () => {
    expect(unitOfDivision('610499')).toBeUndefined();
    expect(unitOfDivision('610400')).toBeUndefined();
    expect(unitOfDivision('110101')).toBeUndefined();
  });

  it('have each a county, except the province and Xixian, which has no code', () => {
    const served = new Set(divisions.map(({ code }) => unitOfDivision(code)));
    expect(UnitId.options.filter((id) => !served.has(id))).toEqual(['shaanxi', 'xixian']);
  });
});
