import type { Bilingual } from '#domain/bilingual.ts';
import type { WaiverDecision } from '#domain/fees/quote.ts';
import type { InstrumentType, ServiceKind } from '#domain/ledger/catalogue.ts';
import type { EvidenceType } from '#domain/organisations/evidence.ts';
import { type Applicant, refusal } from '#domain/policy/conditions.ts';
import type { DiscretionaryWaiver, EffectivePolicy, WaiverRule } from '#domain/policy/policy.ts';
import type { LocalDate } from '#domain/time/calendar.ts';

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
export type Benefit = {
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

export function compulsoryFree(input: QuoteInput, line: QuoteInputLine): Benefit {
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
export function overdueFree(input: QuoteInput): Benefit {
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

export function automatic(rule: WaiverRule, input: QuoteInput, line: QuoteInputLine): Benefit {
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
export function discretionary(rule: DiscretionaryWaiver, input: QuoteInput, line: QuoteInputLine): Benefit {
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

export const standard: Benefit = {
  rule: 'tariff/standard',
  title: { zh: '收费标准', en: 'The tariff' },
  version: 'tariff',
  order: ORDER.standard,
  percent: 0,
  evidence: [],
  reason: { zh: '按收费标准收取。', en: 'Charged by the tariff.' },
  refused: null,
};

export const byBenefit = (a: Benefit, b: Benefit) =>
  b.percent - a.percent || a.order - b.order || (a.rule < b.rule ? -1 : 1);

export const byOrder = (a: Benefit, b: Benefit) => a.order - b.order || (a.rule < b.rule ? -1 : 1);
