import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';
import type { InstrumentType, ServiceKind } from '#domain/ledger/catalogue.ts';
import { Fen, Percent } from '#domain/money/fen.ts';
import { EvidenceType } from '#domain/organisations/evidence.ts';
import { type Applicant, refusal } from '#domain/policy/conditions.ts';
import {
  type DiscretionaryWaiver,
  type EffectivePolicy,
  type WaiverRule,
  waiverTerms,
} from '#domain/policy/policy.ts';
import type { LocalDate } from '#domain/time/calendar.ts';

/** What one line costs, by which rule, and why the other rules did not apply. */
export const QuoteLine = z.strictObject({
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
});
export type QuoteLine = z.infer<typeof QuoteLine>;

/** What the waiver policy says of the whole appointment. */
export const QuoteWaiver = z.discriminatedUnion('status', [
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
    outcome: z.enum(['approved', 'rejected']),
    ratePercent: Percent,
  }),
]);
export type QuoteWaiver = z.infer<typeof QuoteWaiver>;

/** The fee of an appointment 费用明细. The totals are the sums of the lines. */
export const Quote = z.strictObject({
  tariffFen: Fen,
  payableFen: Fen,
  lines: z.array(QuoteLine),
  waiver: QuoteWaiver,
});
export type Quote = z.infer<typeof Quote>;

/** The outcome of a discretionary waiver: by a person, or by the policy's default when nobody decided. */
export const WaiverDecision = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('approved'), ratePercent: z.int().min(1).max(100), rule: z.string() }),
  z.strictObject({ outcome: z.literal('rejected') }),
]);
export type WaiverDecision = z.infer<typeof WaiverDecision>;

export type QuoteInputLine = {
  readonly number: number;
  readonly type: InstrumentType | undefined;
  readonly kind: ServiceKind;
  readonly compulsory: boolean;
  readonly tariffFen: number;
};

export type QuoteInput = {
  readonly policy: Pick<EffectivePolicy, 'waivers'>;
  readonly organisation: Applicant;
  readonly lines: readonly QuoteInputLine[];
  readonly evidence: readonly EvidenceType[];
  /** The institution missed its own deadline. */
  readonly institutionOverdue: boolean;
  readonly decision?: WaiverDecision | undefined;
  readonly date: LocalDate;
};

/** A benefit that a line could have: how much, or why not. Lower `order` wins between equal percentages. */
type Candidate = {
  readonly rule: string;
  readonly title: Bilingual;
  readonly version: string;
  readonly order: number;
  readonly percent: number;
  readonly evidence: readonly EvidenceType[];
  readonly reason: Bilingual;
  /** Why it does not apply; null when it does. */
  readonly refused: Bilingual | null;
};

// 财税〔2017〕20号 abolished the fee of compulsory verification from this day.
const COMPULSORY_FREE_FROM = '2017-04-01';

const ORDER = { compulsory: 0, overdue: 1, full: 2, fixed: 3, discretionary: 4, standard: 5 } as const;

function compulsoryFree(input: QuoteInput, line: QuoteInputLine): Candidate {
  let refused: Bilingual | null = null;
  if (!line.compulsory) {
    refused = { zh: '该器具不属于强检。', en: 'Verification of this instrument is not compulsory.' };
  } else if (line.kind !== 'verification') {
    refused = {
      zh: '免费的是强制检定，本项不是检定。',
      en: 'Only verification is free by law; this is not one.',
    };
  } else if (input.date < COMPULSORY_FREE_FROM) {
    refused = {
      zh: '强制检定自2017年4月1日起免费。',
      en: 'Compulsory verification is free from 2017-04-01 on.',
    };
  }
  return {
    rule: 'law/compulsory-free',
    title: { zh: '强制检定免费', en: 'Compulsory verification free of charge' },
    version: '财税〔2017〕20号',
    order: ORDER.compulsory,
    percent: 100,
    evidence: [],
    reason: {
      zh: '强制检定免费（财税〔2017〕20号）。',
      en: 'Compulsory verification is free of charge (Cai Shui 2017 No. 20).',
    },
    refused,
  };
}

// Art. 15 speaks of compulsory verification, which is free by now anyway. Greenlane extends it to every line: whoever was
// promised a day and waited longer does not pay.
function overdueFree(input: QuoteInput): Candidate {
  return {
    rule: 'law/institution-overdue',
    title: { zh: '检定机构逾期免费', en: 'Free of charge because the institution is late' },
    version: '强制检定管理办法 art. 15',
    order: ORDER.overdue,
    percent: 100,
    evidence: [],
    reason: {
      zh: '检定机构逾期，本项免费（参照强制检定管理办法第十五条）。',
      en: 'The institution is late, so this is free of charge (as in the Measures on Compulsory Verification, art. 15).',
    },
    refused: input.institutionOverdue
      ? null
      : { zh: '检定机构没有逾期。', en: 'The institution is not late.' },
  };
}

function automatic(rule: WaiverRule, input: QuoteInput, line: QuoteInputLine): Candidate {
  return {
    rule: rule.id,
    title: rule.title,
    version: rule.version,
    order: ORDER[rule.kind],
    percent: rule.ratePercent,
    evidence: rule.evidence,
    reason: {
      zh:
        rule.ratePercent === 100
          ? `${rule.title.zh}：全免。`
          : `${rule.title.zh}：减免${rule.ratePercent}%。`,
      en:
        rule.ratePercent === 100 ? `${rule.title.en}: free.` : `${rule.title.en}: ${rule.ratePercent} % off.`,
    },
    refused: refusal(rule, { ...input, ...line }),
  };
}

/** A discretionary rule gives what was decided: nothing while nobody has, nothing when rejected. */
function discretionary(rule: DiscretionaryWaiver, input: QuoteInput, line: QuoteInputLine): Candidate {
  const { decision } = input;
  const approved = decision?.outcome === 'approved' && decision.rule === rule.id ? decision.ratePercent : 0;
  let refused = refusal(rule, { ...input, ...line });
  if (refused === null && decision === undefined) {
    refused = {
      zh: `待审批，最高可减免${rule.ratePercent}%。`,
      en: `A person has yet to decide; up to ${rule.ratePercent} % may come off.`,
    };
  } else if (refused === null && approved === 0) {
    refused = { zh: '减免申请未获批准。', en: 'The waiver was not approved.' };
  }
  return {
    rule: rule.id,
    title: rule.title,
    version: rule.version,
    order: ORDER.discretionary,
    percent: approved,
    evidence: rule.evidence,
    reason: {
      zh: `${rule.title.zh}：经审批减免${approved}%。`,
      en: `${rule.title.en}: ${approved} % off by decision.`,
    },
    refused,
  };
}

const standard: Candidate = {
  rule: 'tariff/standard',
  title: { zh: '收费标准', en: 'The tariff' },
  version: 'tariff',
  order: ORDER.standard,
  percent: 0,
  evidence: [],
  reason: { zh: '按收费标准收取。', en: 'Charged by the tariff.' },
  refused: null,
};

const byBenefit = (a: Candidate, b: Candidate) =>
  b.percent - a.percent || a.order - b.order || (a.rule < b.rule ? -1 : 1);

const byOrder = (a: Candidate, b: Candidate) => a.order - b.order || (a.rule < b.rule ? -1 : 1);

/** A person must never pay more for rounding: what is left of a fen is dropped. */
const payable = (tariffFen: number, percent: number) => Math.floor((tariffFen * (100 - percent)) / 100);

type Priced = {
  readonly line: QuoteLine;
  /** The discretionary rules that could still lower this line. */
  readonly open: readonly DiscretionaryWaiver[];
};

function price(input: QuoteInput, line: QuoteInputLine): Priced {
  const candidates = [
    compulsoryFree(input, line),
    overdueFree(input),
    ...input.policy.waivers.map((rule) =>
      rule.kind === 'discretionary' ? discretionary(rule, input, line) : automatic(rule, input, line),
    ),
  ];
  const best = [...candidates.filter((candidate) => candidate.refused === null), standard].sort(byBenefit)[0];
  const applied = best ?? standard;
  const open = input.policy.waivers.filter(
    (rule): rule is DiscretionaryWaiver =>
      rule.kind === 'discretionary' &&
      rule.ratePercent > applied.percent &&
      line.tariffFen > 0 &&
      refusal(rule, { ...input, ...line }) === null,
  );
  return {
    line: {
      number: line.number,
      tariffFen: line.tariffFen,
      payableFen: payable(line.tariffFen, applied.percent),
      rule: applied.rule,
      ruleVersion: applied.version,
      benefitPercent: applied.percent,
      evidence: [...applied.evidence],
      reason: applied.reason,
      notApplied: candidates
        .filter((candidate) => candidate !== applied)
        .sort(byOrder)
        .map((candidate) => ({
          rule: candidate.rule,
          reason: candidate.refused ?? {
            zh: `已适用更优惠的“${applied.title.zh}”，减免不叠加。`,
            en: `“${applied.title.en}” is at least as good, and benefits are not added up.`,
          },
        })),
    },
    open: input.decision === undefined ? open : [],
  };
}

/** The rule that a decision is about. @throws RangeError when it decides what the policy does not leave to a person. */
function checkDecision(input: QuoteInput): void {
  const { decision } = input;
  if (decision?.outcome !== 'approved') return;
  const rule = input.policy.waivers.find((waiver) => waiver.id === decision.rule);
  if (rule?.kind !== 'discretionary') throw new RangeError(`no waiver to decide: ${decision.rule}`);
  if (!(decision.ratePercent > 0 && decision.ratePercent <= rule.ratePercent)) {
    throw new RangeError(`${decision.rule} allows 1 to ${rule.ratePercent} %, not ${decision.ratePercent}`);
  }
}

// A policy has one discretionary rule for a case (policy-check.ts); this only makes the choice independent of their order.
const highestRate = (rules: readonly DiscretionaryWaiver[]) =>
  [...rules].sort((a, b) => b.ratePercent - a.ratePercent || (a.id < b.id ? -1 : 1))[0];

function waiverOf(input: QuoteInput, priced: readonly Priced[]): QuoteWaiver {
  const { decision, policy } = input;
  const open = highestRate(priced.flatMap((line) => line.open));
  if (open !== undefined) {
    return {
      status: 'to-decide',
      rule: open.id,
      maxRatePercent: open.ratePercent,
      eligibleFen: sum(priced.filter((line) => line.open.includes(open)).map((item) => item.line.tariffFen)),
      countersignAboveFen: open.countersignAboveFen,
      reviewHours: open.reviewHours,
      escalatedReviewHours: open.escalatedReviewHours,
      countersignHours: open.countersignHours,
      onSilence: open.onSilence,
    };
  }
  if (decision?.outcome === 'approved') {
    const { rule, ratePercent } = decision;
    return { status: 'decided', rule, outcome: 'approved', ratePercent };
  }
  if (decision?.outcome === 'rejected') {
    const rule = highestRate(policy.waivers.filter((waiver) => waiver.kind === 'discretionary'));
    if (rule !== undefined) return { status: 'decided', rule: rule.id, outcome: 'rejected', ratePercent: 0 };
  }
  const given = new Set(priced.filter(({ line }) => line.benefitPercent > 0).map(({ line }) => line.rule));
  const rules = policy.waivers.map((rule) => rule.id).filter((id) => given.has(id));
  return rules.length > 0 ? { status: 'automatic', rules: rules.sort() } : { status: 'none' };
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

/**
 * What an appointment costs, line by line. Each line gets the best single benefit, never two: free by law, free because
 * the institution is late, a full waiver, a fixed rate, then what a person decided; between equal ones the earlier in
 * this order. Until a discretionary waiver is decided its lines cost what they cost without it. Amounts are fen; what
 * is left of a fen is dropped in the payer's favour.
 *
 * @throws RangeError for a decision on a rule that is not discretionary here, or above its rate.
 */
export function quote(input: QuoteInput): Quote {
  checkDecision(input);
  const priced = input.lines.map((line) => price(input, line));
  return {
    tariffFen: sum(priced.map(({ line }) => line.tariffFen)),
    payableFen: sum(priced.map(({ line }) => line.payableFen)),
    lines: priced.map(({ line }) => line),
    waiver: waiverOf(input, priced),
  };
}

/** Whether a decision at this rate waives so much that a second person must countersign. Amounts are fen. */
export function needsCountersign(
  waiver: { readonly eligibleFen: number; readonly countersignAboveFen: number | null },
  ratePercent: number,
): boolean {
  if (waiver.countersignAboveFen === null) return false;
  return waiver.eligibleFen * ratePercent > waiver.countersignAboveFen * 100;
}
