import { describe, expect, it } from 'vitest';
import { InstitutionId, institutionOf, unitOfInstitution } from '#domain/units/institution.ts';
import { UnitId } from '#domain/units/unit.ts';

describe('an institution', () => {
  it('is one a unit, and knows the unit whose work it does', () => {
    expect(UnitId.options.map(institutionOf)).toEqual(InstitutionId.options);
    expect(InstitutionId.options.map(unitOfInstitution)).toEqual(UnitId.options);
  });

  it('is named in both languages after its unit', () => {
    expect(InstitutionId.labels['institution-baoji']).toEqual({
      zh: '宝鸡法定计量检定机构',
      en: 'Statutory metrology institution of Baoji',
    });
  });
});
