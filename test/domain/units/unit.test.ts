import { describe, expect, it } from 'vitest';
import { levelOf, oversees, parentOf, Unit, UnitId } from '#domain/units/unit.ts';

describe('a reporting unit', () => {
  it('is one of fourteen: the province, ten cities, three zones', () => {
    expect(UnitId.options).toHaveLength(14);
  });

  it('has a name in both languages', () => {
    const unit = { id: 'baoji', name: { zh: '宝鸡', en: 'Baoji' }, level: 'city' };
    expect(Unit.safeParse(unit).success).toBe(true);
    expect(Unit.safeParse({ ...unit, name: { zh: '宝鸡', en: '' } }).success).toBe(false);
    expect(Unit.safeParse({ ...unit, id: 'lanzhou' }).success).toBe(false);
  });

  it('stands below another one, and one of them at the top', () => {
    expect(UnitId.options.filter((unit) => parentOf(unit) === null)).toEqual(['shaanxi']);
    expect(parentOf('shangluo')).toBe('shaanxi');
    expect(levelOf('shaanxi')).toBe('province');
  });

  it('oversees itself and what is below it, and nothing else', () => {
    expect(oversees('shangluo', 'shangluo')).toBe(true);
    expect(oversees('shaanxi', 'shangluo')).toBe(true);
    expect(oversees('shangluo', 'shaanxi')).toBe(false);
    expect(oversees('shangluo', 'weinan')).toBe(false);
    expect(oversees(undefined, 'weinan')).toBe(false);
  });
});
