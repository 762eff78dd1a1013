import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';
import { labelled } from '#domain/labelled.ts';

/**
 * A reporting unit 报告单位: the province, a city, or a zone with a bureau of its own. It is who serves and reports, not
 * a division of GB/T 2260: Yangling and Hancheng are one county code each, Xixian New Area has none.
 */
export const UnitId = labelled('UnitId', {
  shaanxi: { zh: '陕西省', en: 'Shaanxi Province' },
  xian: { zh: '西安', en: "Xi'an" },
  tongchuan: { zh: '铜川', en: 'Tongchuan' },
  baoji: { zh: '宝鸡', en: 'Baoji' },
  xianyang: { zh: '咸阳', en: 'Xianyang' },
  weinan: { zh: '渭南', en: 'Weinan' },
  yanan: { zh: '延安', en: "Yan'an" },
  hanzhong: { zh: '汉中', en: 'Hanzhong' },
  yulin: { zh: '榆林', en: 'Yulin' },
  ankang: { zh: '安康', en: 'Ankang' },
  shangluo: { zh: '商洛', en: 'Shangluo' },
  hancheng: { zh: '韩城', en: 'Hancheng' },
  yangling: { zh: '杨凌', en: 'Yangling' },
  xixian: { zh: '西咸新区', en: 'Xixian New Area' },
});
export type UnitId = z.infer<typeof UnitId>;

export const UnitLevel = labelled('UnitLevel', {
  province: { zh: '省', en: 'province' },
  city: { zh: '市', en: 'city' },
  zone: { zh: '区', en: 'zone' },
});
export type UnitLevel = z.infer<typeof UnitLevel>;

type Place = { readonly level: UnitLevel; readonly parent: UnitId | null };
const ofProvince = (level: UnitLevel): Place => ({ level, parent: 'shaanxi' });

/** Where each unit stands. Another province is another table. */
const places: Readonly<Record<UnitId, Place>> = {
  shaanxi: { level: 'province', parent: null },
  xian: ofProvince('city'),
  tongchuan: ofProvince('city'),
  baoji: ofProvince('city'),
  xianyang: ofProvince('city'),
  weinan: ofProvince('city'),
  yanan: ofProvince('city'),
  hanzhong: ofProvince('city'),
  yulin: ofProvince('city'),
  ankang: ofProvince('city'),
  shangluo: ofProvince('city'),
  hancheng: ofProvince('zone'),
  yangling: ofProvince('zone'),
  xixian: ofProvince('zone'),
};

export const levelOf = (unit: UnitId): UnitLevel => places[unit].level;

/** The unit one level up 上一级, which a unit's work escalates to and whose policy it inherits; null at the top. */
export const parentOf = (unit: UnitId): UnitId | null => places[unit].parent;

/** The unit above all others: the province. */
export const topUnit: UnitId = highest();

function highest(): UnitId {
  const top = UnitId.options.find((unit) => parentOf(unit) === null);
  if (!top) throw new RangeError('every unit stands below another one');
  return top;
}

/** Whether a unit is another one or stands above it: its people see the other's records. */
export function oversees(unit: UnitId | undefined, other: UnitId): boolean {
  for (let each: UnitId | null = other; each !== null; each = parentOf(each)) if (each === unit) return true;
  return false;
}

export const Unit = z.strictObject({
  id: UnitId,
  name: Bilingual,
  level: UnitLevel,
});
export type Unit = z.infer<typeof Unit>;
