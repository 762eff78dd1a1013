import * as z from 'zod';
import type { Bilingual } from '#domain/bilingual.ts';
import { labelled, listed } from '#domain/labelled.ts';
import { type InstrumentType, ServiceKind } from '#domain/ledger/catalogue.ts';
import { problem, text } from '#domain/text.ts';

/** The use 用途. The first four are those of 计量法 art. 9. */
export const Purpose = labelled('Purpose', {
  'trade-settlement': { zh: '贸易结算', en: 'trade settlement' },
  'safety-protection': { zh: '安全防护', en: 'safety protection' },
  'medical-health': { zh: '医疗卫生', en: 'medical and health care' },
  'environmental-monitoring': { zh: '环境监测', en: 'environmental monitoring' },
  other: { zh: '其他', en: 'other' },
});
export type Purpose = z.infer<typeof Purpose>;

/** The type for what the catalogue does not have; `otherName` then says what it is. */
export const OTHER_TYPE = 'other';

/** The fields of a line without the rule between `type` and `otherName`, for schemas that add to them. */
export const instrumentLineFields = {
  type: z.string().min(1).max(60),
  kind: ServiceKind,
  purpose: Purpose,
  model: text(80),
  measuringRange: text(80).exactOptional(),
  accuracyClass: text(40).exactOptional(),
  serialNumber: text(60),
  manufacturer: text(80),
  place: text(120).exactOptional(),
  otherName: text(60).exactOptional(),
};

export const InstrumentLine = z
  .strictObject(instrumentLineFields)
  .refine((line) => (line.type === OTHER_TYPE) === (line.otherName !== undefined), {
    ...problem('other-name', {
      zh: '器具类型选“其他”时须填写器具名称，选目录中的类型时不填。',
      en: 'Give otherName when the type is "other", and only then.',
    }),
    path: ['otherName'],
  })
  .meta({
    id: 'InstrumentLine',
    description:
      'One instrument of an appointment, in e-CQS’s words: 器具名称, 用途, 型号规格, 测量范围, 准确度等级, 出厂编号, 制造单位, 使用地点.',
  });
export type InstrumentLine = z.infer<typeof InstrumentLine>;

export type Classification = {
  readonly compulsory: boolean;
  readonly reason: Bilingual;
  /** The text of law or announcement that decides it. */
  readonly basis: string;
};

const ART_9 = '计量法 第九条 (Metrology Law, art. 9)';

/**
 * Whether verification of the instrument is compulsory 强检. 计量法 art. 9 asks for two things at once: the type is in the
 * catalogue, and the use is one of the four. The reason says which of them failed.
 */
export function classify(
  line: Pick<InstrumentLine, 'purpose'>,
  entry: InstrumentType | undefined,
): Classification {
  if (entry === undefined) {
    return {
      compulsory: false,
      reason: {
        zh: '器具不在系统目录内，暂按非强检处理，由受理员核定。',
        en: 'The instrument is not in the catalogue here; taken as not compulsory until a clerk has looked.',
      },
      basis: ART_9,
    };
  }
  const item = entry.catalogueItem;
  if (item === null) {
    return {
      compulsory: false,
      reason: {
        zh: `${entry.name.zh}未列入强制检定目录，不属于强检。`,
        en: `Not compulsory: ${entry.name.en} is not in the compulsory catalogue.`,
      },
      basis: ART_9,
    };
  }
  const basis = `${ART_9}; ${item.list} “${item.name}”`;
  const purpose = Purpose.labels[line.purpose];
  if (line.purpose === 'other') {
    return {
      compulsory: false,
      reason: {
        zh: `${entry.name.zh}列入目录，但用途不是贸易结算、安全防护、医疗卫生或环境监测，不属于强检。`,
        en: `Not compulsory: ${entry.name.en} is in the catalogue, but its use is not trade settlement, safety protection, medical care or environmental monitoring.`,
      },
      basis,
    };
  }
  return {
    compulsory: true,
    reason: {
      zh: `${entry.name.zh}列入目录（${item.name}），且用于${purpose.zh}，属于强检。`,
      en: `Compulsory: ${entry.name.en} is in the catalogue (${item.name}) and used for ${purpose.en}.`,
    },
    basis,
  };
}

/** Why a type that is in no catalogue cannot be taken, and what to choose instead. */
export const unknownTypeReason = (type: string): Bilingual => ({
  zh: `没有“${type}”这一器具类型；目录中没有的，请选“${Purpose.labels.other.zh}”并填写名称。`,
  en: `There is no instrument type "${type}"; for what the catalogue lacks choose "${OTHER_TYPE}" and name it.`,
});

/**
 * Why a line cannot be taken as it stands, and what to ask for instead; null when it can. A compulsory instrument gets
 * a verification certificate and nothing else; other kinds must be ones that the type is offered with.
 */
export function lineProblem(
  line: Pick<InstrumentLine, 'type' | 'kind' | 'purpose'>,
  entry: InstrumentType | undefined,
): Bilingual | null {
  if (entry === undefined) {
    if (line.type === OTHER_TYPE) return null;
    return unknownTypeReason(line.type);
  }
  const asked = ServiceKind.labels[line.kind];
  if (line.kind !== 'verification' && classify(line, entry).compulsory) {
    return {
      zh: `${entry.name.zh}属于强检，须申请检定，不能以${asked.zh}代替。`,
      en: `Verification of this ${entry.name.en} is compulsory: ask for it; “${asked.en}” cannot take its place.`,
    };
  }
  if (!entry.kinds.includes(line.kind)) {
    const offered = listed(ServiceKind.labels, entry.kinds);
    return {
      zh: `${entry.name.zh}不提供${asked.zh}，可申请：${offered.zh}。`,
      en: `For a ${entry.name.en} “${asked.en}” is not offered; ask for ${offered.en}.`,
    };
  }
  return null;
}

/** How a manufacturer or serial number is compared: full-width forms, case, spaces and hyphens make no difference. */
export const comparable = (value: string) =>
  value
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]+/g, '');

/**
 * Indices of lines that name an instrument which an earlier line has named: same manufacturer, type and serial number.
 * Two makers may use the same serial number, so the number alone says nothing.
 */
export function duplicateSerials(
  lines: readonly Pick<InstrumentLine, 'type' | 'manufacturer' | 'serialNumber' | 'otherName'>[],
): number[] {
  const seen = new Set<string>();
  const repeated: number[] = [];
  lines.forEach((line, index) => {
    const key = JSON.stringify([
      line.type,
      comparable(line.otherName ?? ''),
      comparable(line.manufacturer),
      comparable(line.serialNumber),
    ]);
    if (seen.has(key)) repeated.push(index);
    seen.add(key);
  });
  return repeated;
}
