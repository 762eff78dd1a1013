import type * as z from 'zod';
import type { Bilingual } from '#domain/bilingual.ts';
import { labelled } from '#domain/labelled.ts';
import { UnitId } from '#domain/units/unit.ts';

const named = (unit: UnitId): Bilingual => ({
  zh: `${UnitId.labels[unit].zh}法定计量检定机构`,
  en: `Statutory metrology institution of ${UnitId.labels[unit].en}`,
});

/**
 * A statutory metrology institution 法定计量检定机构: it works and signs, while its unit reports and promises. The article
 * names none, so each unit has the one that the law gives it (计量法 art. 20), under a descriptive name.
 */
export const InstitutionId = labelled('InstitutionId', {
  'institution-shaanxi': named('shaanxi'),
  'institution-xian': named('xian'),
  'institution-tongchuan': named('tongchuan'),
  'institution-baoji': named('baoji'),
  'institution-xianyang': named('xianyang'),
  'institution-weinan': named('weinan'),
  'institution-yanan': named('yanan'),
  'institution-hanzhong': named('hanzhong'),
  'institution-yulin': named('yulin'),
  'institution-ankang': named('ankang'),
  'institution-shangluo': named('shangluo'),
  'institution-hancheng': named('hancheng'),
  'institution-yangling': named('yangling'),
  'institution-xixian': named('xixian'),
});
export type InstitutionId = z.infer<typeof InstitutionId>;

/** The unit that an institution works for: a unit without an institution, or with two, does not compile. */
const unitOf: {
  readonly [I in InstitutionId]: I extends `institution-${infer U extends UnitId}` ? U : never;
} = {
  'institution-shaanxi': 'shaanxi',
  'institution-xian': 'xian',
  'institution-tongchuan': 'tongchuan',
  'institution-baoji': 'baoji',
  'institution-xianyang': 'xianyang',
  'institution-weinan': 'weinan',
  'institution-yanan': 'yanan',
  'institution-hanzhong': 'hanzhong',
  'institution-yulin': 'yulin',
  'institution-ankang': 'ankang',
  'institution-shangluo': 'shangluo',
  'institution-hancheng': 'hancheng',
  'institution-yangling': 'yangling',
  'institution-xixian': 'xixian',
};

/** The unit whose work an institution does. */
export const unitOfInstitution = (institution: InstitutionId): UnitId => unitOf[institution];

/** The institution that does the work of a unit: today each has one of its own. */
export const institutionOf = (unit: UnitId): InstitutionId => `institution-${unit}`;
