import type { Bilingual } from '#domain/bilingual.ts';
import type { InstrumentType, ServiceKind } from '#domain/ledger/catalogue.ts';
import { type EvidenceType, evidenceNames } from '#domain/organisations/evidence.ts';
import type { SizeClass } from '#domain/organisations/size-class.ts';
import type { WaiverRule } from '#domain/policy/policy.ts';

/** What a waiver asks about the enterprise. */
export type WaiverApplicant = {
  readonly sizeClass: SizeClass;
  readonly resuming: boolean;
  readonly medical: boolean;
};

/** One instrument line of one enterprise, with the evidence handed in. */
export type WaiverCase = {
  readonly organisation: WaiverApplicant;
  readonly type: InstrumentType | undefined;
  readonly kind: ServiceKind;
  readonly evidence: readonly EvidenceType[];
};

const sizeNames: Readonly<Record<SizeClass, string>> = {
  large: '大型',
  medium: '中型',
  small: '小型',
  micro: '微型',
};

const all = (names: readonly Bilingual[]): Bilingual => ({
  zh: names.map((name) => name.zh).join('、'),
  en: names.map((name) => name.en).join(' and the '),
});

/**
 * Why a waiver rule does not cover a case; null when it does. It tells the first condition that fails. Where only
 * evidence is missing it says what to hand in, because that the enterprise can still do.
 */
export function refusal(
  rule: WaiverRule,
  { organisation, type, kind, evidence }: WaiverCase,
): Bilingual | null {
  const { when } = rule;
  if (when.sizeClasses !== undefined && !when.sizeClasses.includes(organisation.sizeClass)) {
    return {
      zh: `企业规模（${sizeNames[organisation.sizeClass]}）不在减免范围内。`,
      en: `It is not for enterprises of this size (${organisation.sizeClass}).`,
    };
  }
  if (when.resuming && !organisation.resuming) {
    return { zh: '只适用于复工复产企业。', en: 'It is only for enterprises that resume work.' };
  }
  if (when.medical && !organisation.medical) {
    return { zh: '只适用于医疗机构。', en: 'It is only for medical institutions.' };
  }
  if (when.epidemic && !type?.epidemic) {
    return { zh: '该器具不是涉疫计量器具。', en: 'This is not an instrument used against the epidemic.' };
  }
  if (when.types !== undefined && !(type && when.types.includes(type.id))) {
    return { zh: '不适用于该器具类型。', en: 'It is not for this type of instrument.' };
  }
  if (when.fields !== undefined && !(type && when.fields.includes(type.field))) {
    return { zh: '不在授权范围内。', en: 'It is outside the authorised scope.' };
  }
  if (when.kinds !== undefined && !when.kinds.includes(kind)) {
    return { zh: '不适用于该服务类别。', en: 'It is not for this kind of service.' };
  }
  const missing = rule.evidence.filter((wanted) => !evidence.includes(wanted));
  if (missing.length > 0) {
    const names = all(missing.map((wanted) => evidenceNames[wanted]));
    return {
      zh: `符合条件，但缺少${names.zh}；补交后即可适用。`,
      en: `It would apply: hand in the ${names.en}.`,
    };
  }
  return null;
}
