import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';
import { labelled } from '#domain/labelled.ts';

/** The field of measurement 专业, which is also the skill that a technician is qualified for. */
export const MeasurementField = labelled('MeasurementField', {
  thermal: { zh: '热工', en: 'thermal' },
  medical: { zh: '医学', en: 'medical' },
  mass: { zh: '质量', en: 'mass' },
  flow: { zh: '流量', en: 'flow' },
  force: { zh: '力值', en: 'force' },
  pressure: { zh: '压力', en: 'pressure' },
  length: { zh: '几何量', en: 'length' },
  electrical: { zh: '电磁', en: 'electrical' },
  acoustic: { zh: '声学', en: 'acoustic' },
  optical: { zh: '光学', en: 'optical' },
  chemical: { zh: '理化', en: 'chemical' },
});
export type MeasurementField = z.infer<typeof MeasurementField>;

export const ServiceKind = labelled('ServiceKind', {
  verification: { zh: '检定', en: 'verification' },
  calibration: { zh: '校准', en: 'calibration' },
  check: { zh: '核查', en: 'check' },
  test: { zh: '检测', en: 'test' },
});
export type ServiceKind = z.infer<typeof ServiceKind>;

/** The announcements of the State Administration for Market Regulation that list what the law makes compulsory. */
const CatalogueList = labelled('CatalogueList', {
  '2019 No. 48': { zh: '市场监管总局公告2019年第48号', en: 'SAMR announcement 2019 No. 48' },
  '2020 No. 42': { zh: '市场监管总局公告2020年第42号', en: 'SAMR announcement 2020 No. 42' },
});

/** What the catalogue makes compulsory for an item. */
const CatalogueRegime = labelled('CatalogueRegime', {
  V: { zh: '强制检定', en: 'verification' },
  'P+V': { zh: '型式批准和强制检定', en: 'type approval and verification' },
});

/** An entry of the compulsory catalogue 实施强制管理的计量器具目录. */
const CatalogueItem = z.strictObject({
  /** First-level name 一级目录. */
  name: z.string().min(1),
  /** Which list, by the number of its announcement. */
  list: CatalogueList,
  regime: CatalogueRegime,
});

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
