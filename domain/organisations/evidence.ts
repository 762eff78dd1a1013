import * as z from 'zod';
import type { Bilingual } from '#domain/bilingual.ts';
import { labelled } from '#domain/labelled.ts';
import {
  amountWan,
  type OrganisationInput,
  sizeClassOf,
  staffCount,
} from '#domain/organisations/organisation.ts';
import { Industry, SizeClass, sizeClass } from '#domain/organisations/size-class.ts';
import { problem, text } from '#domain/text.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { Instant } from '#domain/time/instant.ts';

/**
 * What an enterprise hands in to show that a waiver is for it. Typed declarations, not scans: they are checked against
 * the register at once and audited later. What Shaanxi asked for in 2020 is not known, so each policy names its own.
 */
export const EvidenceType = labelled('EvidenceType', {
  'size-declaration': { zh: '企业规模声明', en: 'declaration of size' },
  'resumption-declaration': { zh: '复工复产声明', en: 'declaration of resumed work' },
  'epidemic-use-declaration': { zh: '疫情防控使用声明', en: 'declaration of use against the epidemic' },
  'written-commitment': { zh: '书面承诺', en: 'written commitment' },
});
export type EvidenceType = z.infer<typeof EvidenceType>;

const declared = {
  /** Who signs for the enterprise. */
  declaredBy: text(60),
  declaredAt: Instant,
};

/** Figures of the last full year; the form follows the declaration of small and medium enterprises in public procurement. */
const SizeDeclaration = z.strictObject({
  type: z.literal('size-declaration'),
  industry: Industry,
  staff: staffCount,
  revenueWan: amountWan,
  assetsWan: amountWan,
  ...declared,
});

const ResumptionDeclaration = z.strictObject({
  type: z.literal('resumption-declaration'),
  /** The day on which work was or will be resumed. */
  resumesOn: LocalDate,
  ...declared,
});

const EpidemicUseDeclaration = z.strictObject({
  type: z.literal('epidemic-use-declaration'),
  /** What the instruments are used for against the epidemic, and where. */
  use: text(200),
  place: text(120),
  ...declared,
});

const WrittenCommitment = z.strictObject({
  type: z.literal('written-commitment'),
  statement: text(500),
  ...declared,
});

export const Evidence = z
  .discriminatedUnion('type', [
    SizeDeclaration,
    ResumptionDeclaration,
    EpidemicUseDeclaration,
    WrittenCommitment,
  ])
  .meta({ id: 'Evidence', description: 'A piece of evidence 证明材料, as a typed declaration.' });
export type Evidence = z.infer<typeof Evidence>;

/** The evidence of one appointment: at most one piece of each type. */
export const EvidenceList = z
  .array(Evidence)
  .max(EvidenceType.options.length)
  .refine(
    (list) => new Set(list.map((evidence) => evidence.type)).size === list.length,
    problem('evidence-repeated', {
      zh: '同一类证明材料只能提交一份。',
      en: 'Hand in one piece of evidence of each type.',
    }),
  );

/**
 * What in a piece of evidence does not agree with the organisation's own entry; null when nothing does. A size
 * declaration may differ in its figures but not in the class that they give.
 */
export function evidenceProblem(
  evidence: Evidence,
  organisation: Pick<OrganisationInput, 'industry' | 'staff' | 'revenueWan' | 'assetsWan' | 'resumption'>,
): Bilingual | null {
  if (evidence.type === 'size-declaration') {
    const stated = sizeClass(evidence.industry, evidence);
    const registered = sizeClassOf(organisation);
    if (stated !== registered) {
      return {
        zh: `声明的企业规模（${SizeClass.labels[stated].zh}）与登记信息（${SizeClass.labels[registered].zh}）不一致，请更正其一。`,
        en: `The declared size (${SizeClass.labels[stated].en}) is not the registered one (${SizeClass.labels[registered].en}); correct one of them.`,
      };
    }
  }
  if (evidence.type === 'resumption-declaration' && organisation.resumption === 'stopped') {
    return {
      zh: '登记信息为停工，与复工复产声明不一致，请先更新登记信息。',
      en: 'The register says that work stands still; update it before declaring that work is resumed.',
    };
  }
  return null;
}
