import { describe, expect, it } from 'vitest';
import { Unit, UnitId } from '#domain/units/unit.ts';

describe('a reporting unit', () => {
  it('is one of fourteen: the province, ten cities, three zones', () => {
    expect(UnitId.options).toHaveLength(14);
  });

  it('has a name in both languages and an institution', () => {
    const institution = { id: 'institution-baoji', name: { zh: '机构', en: 'institution' } };
    const unit = { id: 'baoji', name: { zh: '宝鸡', en: 'Baoji' }, level: 'city', institution };
    expect(Unit.safeParse(unit).success).toBe(true);
    expect(Unit.safeParse({ ...unit, name: { zh: '宝鸡', en: '' } }).success).toBe(false);
    expect(Unit.safeParse({ ...unit, id: 'lanzhou' }).success).toBe(false);
  });
});
