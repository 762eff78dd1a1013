import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';

/**
 * A reporting unit 报告单位: the province, a city, or a zone with a bureau of its own. It is who serves and reports, not
 * a division of GB/T 2260: Yangling and Hancheng are one county code each, Xixian New Area has none.
 */
export const UnitId = z.enum([
  'shaanxi',
  'xian',
  'tongchuan',
  'baoji',
  'xianyang',
  'weinan',
  'yanan',
  'hanzhong',
  'yulin',
  'ankang',
  'shangluo',
  'hancheng',
  'yangling',
  'xixian',
]);
export type UnitId = z.infer<typeof UnitId>;

export const Unit = z.strictObject({
  id: UnitId,
  name: Bilingual,
  level: z.enum(['province', 'city', 'zone']),
  institution: z.strictObject({ id: z.string().min(1), name: Bilingual }),
});
export type Unit = z.infer<typeof Unit>;
