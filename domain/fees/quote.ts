import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';
import { labelled } from '#domain/labelled.ts';
import { Fen, Percent } from '#domain/money/fen.ts';
import { EvidenceType } from '#domain/organisations/evidence.ts';
import { waiverTerms } from '#domain/policy/policy.ts';

export const QuoteLine = z
  .strictObject({
    number: z.int().min(1),
    tariffFen: Fen,
    payableFen: Fen,
    /** `law/…`, `tariff/standard`, or the id of a waiver rule. */
    rule: z.string(),
    ruleVersion: z.string(),
    benefitPercent: Percent,
    /** The evidence that the rule rests on. */
    evidence: z.array(EvidenceType),
    reason: Bilingual,
    notApplied: z.array(z.strictObject({ rule: z.string(), reason: Bilingual })),
  })
  .meta({
    id: 'QuoteLine',
    description: 'What one line costs, by which rule, and why the other rules did not apply.',
  });
export type QuoteLine = z.infer<typeof QuoteLine>;

export const WaiverVerdict = labelled('WaiverVerdict', {
  approved: { zh: '已批准', en: 'approved' },
  rejected: { zh: '未批准', en: 'rejected' },
});

export const QuoteWaiver = z
  .discriminatedUnion('status', [
    z.strictObject({ status: z.literal('none') }),
    /** Rules of the policy gave something by themselves. */
    z.strictObject({ status: z.literal('automatic'), rules: z.array(z.string()).min(1) }),
    /** A person must decide; until then the lines concerned cost what they cost without it. */
    z.strictObject({
      status: z.literal('to-decide'),
      rule: z.string(),
      maxRatePercent: Percent,
      /** The tariff of the lines that the decision is about. */
      eligibleFen: Fen,
      ...waiverTerms,
    }),
    /** A person has decided; 0 % when rejected. */
    z.strictObject({
      status: z.literal('decided'),
      rule: z.string(),
      outcome: WaiverVerdict,
      ratePercent: Percent,
    }),
  ])
  .meta({ id: 'QuoteWaiver', description: 'What the waiver policy says of the whole appointment.' });
export type QuoteWaiver = z.infer<typeof QuoteWaiver>;

export const Quote = z
  .strictObject({
    tariffFen: Fen,
    payableFen: Fen,
    lines: z.array(QuoteLine),
    waiver: QuoteWaiver,
  })
  .meta({
    id: 'Quote',
    description: 'The fee of an appointment 费用明细. The totals are the sums of the lines.',
  });
export type Quote = z.infer<typeof Quote>;

/** The outcome of a discretionary waiver: by a person, or by the policy's default when nobody decided. */
export const WaiverDecision = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('approved'), ratePercent: z.int().min(1).max(100), rule: z.string() }),
  z.strictObject({ outcome: z.literal('rejected') }),
]);
export type WaiverDecision = z.infer<typeof WaiverDecision>;

/** Whether a decision at this rate waives so much that a second person must countersign. Amounts are fen. */
export function needsCountersign(
  waiver: { readonly eligibleFen: number; readonly countersignAboveFen: number | null },
  ratePercent: number,
): boolean {
  if (waiver.countersignAboveFen === null) return false;
  return waiver.eligibleFen * ratePercent > waiver.countersignAboveFen * 100;
}
