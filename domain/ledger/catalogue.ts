import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';

/** The field of measurement 专业, which is also the skill that a technician is qualified for. */
export const MeasurementField = z.enum([
  'thermal', // 热工
  'medical', // 医学
  'mass', // 质量
  'flow', // 流量
  'force', // 力值
  'pressure', // 压力
  'length', // 几何量
  'electrical', // 电磁
  'acoustic', // 声学
  'optical', // 光学
  'chemical', // 理化
]);
export type MeasurementField = z.infer<typeof MeasurementField>;

/** 检定, 校准, 核查, 检测. */
export const ServiceKind = z.enum(['verification', 'calibration', 'check', 'test']);
export type ServiceKind = z.infer<typeof ServiceKind>;

/** An entry of the compulsory catalogue 实施强制管理的计量器具目录. V: verification, P: type approval, P+V: both. */
export const CatalogueItem = z.strictObject({
  /** First-level name 一级目录. */
  name: z.string().min(1),
  /** Which list, by the number of its announcement. */
  list: z.enum(['2019 No. 48', '2020 No. 42']),
  regime: z.enum(['V', 'P+V']),
});
export type CatalogueItem = z.infer<typeof CatalogueItem>;

/** A type of instrument 器具名称 as the system knows it. */
export const InstrumentType = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,59}$/),
  name: Bilingual,
  field: MeasurementField,
  /** Its item in the compulsory catalogue; null when it is in none. */
  catalogueItem: CatalogueItem.nullable(),
  /** Verified once, before first use, and scrapped when out of tolerance (首次强制检定，失准报废). */
  firstOnly: z.boolean(),
  /** Used against the epidemic 涉疫. */
  epidemic: z.boolean(),
  /** The document that the work follows: JJG a verification regulation, JJF a calibration specification. */
  document: z.string().min(1),
  /** The kind of service done when nobody asks for another; one of `kinds`. */
  kind: ServiceKind,
  kinds: z.array(ServiceKind).min(1),
  /** Months from one verification to the next; null where a certificate names no validity. */
  cycleMonths: z.int().min(1).max(120).nullable(),
  /** Minutes of work for one instrument. */
  minutes: z.int().min(1).max(480),
  source: z.string().min(1),
  /** Whether the row as a whole rests on a text that was read; false where part of it is our own parameter. */
  verified: z.boolean(),
});
export type InstrumentType = z.infer<typeof InstrumentType>;
