import {
  automatic,
  byBenefit,
  byOrder,
  compulsoryFree,
  discretionary,
  overdueFree,
  type QuoteInput,
  type QuoteInputLine,
  standard,
} from '#domain/fees/benefits.ts';
import type { Quote, QuoteLine, QuoteWaiver } from '#domain/fees/quote.ts';
import { refusal } from '#domain/policy/conditions.ts';
import type { DiscretionaryWaiver } from '#domain/policy/policy.ts';

/** A person must never pay more for rounding: what is left of a fen is dropped. */
const payable = (tariffFen: number, percent: number) => Math.floor((tariffFen * (100 - percent)) / 100);

type Priced = {
  readonly line: QuoteLine;
  /** The discretionary rules that could still lower this line. */
  readonly open: readonly DiscretionaryWaiver[];
};

function price(input: QuoteInput, line: QuoteInputLine): Priced {
  const benefits = [
    compulsoryFree(input, line),
    overdueFree(input),
    ...input.policy.waivers.map((rule) =>
      rule.kind === 'discretionary' ? discretionary(rule, input, line) : automatic(rule, input, line),
    ),
  ];
  const best = [...benefits.filter((benefit) => benefit.refused === null), standard].sort(byBenefit)[0];
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
      notApplied: benefits
        .filter((benefit) => benefit !== applied)
        .sort(byOrder)
        .map((benefit) => ({
          rule: benefit.rule,
          reason: benefit.refused ?? {
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
