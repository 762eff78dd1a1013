import type { InstrumentType } from '#domain/ledger/catalogue.ts';
import { EvidenceType } from '#domain/organisations/evidence.ts';
import { SizeClass } from '#domain/organisations/size-class.ts';
import { type LaneFacts, laneMatches, refusal, type WaiverCase } from '#domain/policy/conditions.ts';
import type { EffectivePolicy, LaneRule, Policy, WaiverRule } from '#domain/policy/policy.ts';

/** Something wrong with a policy, for whoever edits it. */
export type Finding = {
  readonly code:
    | 'contradiction' // two rules say different things of the same case
    | 'shadowed' // a rule that never makes a difference, because others are at least as good in all its cases
    | 'unreachable' // a rule that no case satisfies
    | 'two-decisions' // two rules ask a person about the same enterprise, but an appointment has one decision
    | 'unknown-type'
    | 'unknown-measure'
    | 'not-in-article'
    | 'silence-above-rate'
    | 'lane-order' // an emergency rule that does not go before the green ones
    | 'overlapping-versions'
    | 'ends-before-it-begins';
  /** The rule, measure or version that it is about. */
  readonly rule: string;
  readonly detail: string;
};

const BOTH = [true, false] as const;

const applicants = SizeClass.options.flatMap((sizeClass) =>
  BOTH.flatMap((resuming) => BOTH.map((medical) => ({ sizeClass, resuming, medical }))),
);

/** Every enterprise × type × kind of service, with every piece of evidence handed in. */
function waiverCases(catalogue: readonly InstrumentType[]): WaiverCase[] {
  return applicants.flatMap((organisation) =>
    catalogue.flatMap((type) =>
      type.kinds.map((kind) => ({ organisation, type, kind, evidence: EvidenceType.options })),
    ),
  );
}

const laneCases: readonly LaneFacts[] = applicants.flatMap((applicant) =>
  BOTH.map((epidemic) => ({ ...applicant, epidemic })),
);

/**
 * Whether `other` makes `rule` idle wherever both match, whatever evidence there is: at least as much comes off, nothing
 * more must be handed in, and nobody has to be asked. Of two equal ones only the later by id is idle.
 */
function alwaysBefore(other: WaiverRule, rule: WaiverRule): boolean {
  if (other.kind === 'discretionary') return false;
  if (!other.evidence.every((type) => rule.evidence.includes(type))) return false;
  if (rule.kind === 'discretionary') return other.ratePercent >= rule.ratePercent;
  if (other.ratePercent !== rule.ratePercent) return other.ratePercent > rule.ratePercent;
  return other.evidence.length < rule.evidence.length || other.id < rule.id;
}

function checkWaivers(policy: EffectivePolicy, catalogue: readonly InstrumentType[]): Finding[] {
  const cases = waiverCases(catalogue);
  const covered = new Map(
    policy.waivers.map((rule) => [rule.id, new Set(cases.filter((item) => refusal(rule, item) === null))]),
  );
  const casesOf = (rule: WaiverRule) => covered.get(rule.id) ?? new Set<WaiverCase>();
  const known = new Set(catalogue.map((type) => type.id));
  const findings: Finding[] = [];
  policy.waivers.forEach((rule, index) => {
    const mine = casesOf(rule);
    for (const type of rule.when.types ?? []) {
      if (!known.has(type)) findings.push({ code: 'unknown-type', rule: rule.id, detail: type });
    }
    if (mine.size === 0) {
      findings.push({ code: 'unreachable', rule: rule.id, detail: 'no case satisfies its conditions' });
      return;
    }
    const others = policy.waivers.filter((other) => other !== rule);
    const hidden = [...mine].every((item) =>
      others.some((other) => alwaysBefore(other, rule) && casesOf(other).has(item)),
    );
    if (hidden) {
      const by = others.filter((other) => alwaysBefore(other, rule) && !mine.isDisjointFrom(casesOf(other)));
      findings.push({
        code: 'shadowed',
        rule: rule.id,
        detail: `makes no difference: ${by.map((other) => other.id).join(', ')} is always at least as good`,
      });
    }
    for (const other of policy.waivers.slice(index + 1)) {
      const common = mine.intersection(casesOf(other));
      if (rule.kind === other.kind && rule.ratePercent !== other.ratePercent && common.size > 0) {
        findings.push({
          code: 'contradiction',
          rule: rule.id,
          detail: `${rule.ratePercent} % here and ${other.ratePercent} % in ${other.id} for the same case`,
        });
      }
      if (
        rule.kind === 'discretionary' &&
        other.kind === 'discretionary' &&
        sameEnterprise(mine, casesOf(other))
      ) {
        findings.push({
          code: 'two-decisions',
          rule: rule.id,
          detail: `${other.id} asks about the same enterprise`,
        });
      }
    }
    if (
      rule.kind === 'discretionary' &&
      rule.onSilence.outcome === 'approve' &&
      rule.onSilence.ratePercent > rule.ratePercent
    ) {
      findings.push({
        code: 'silence-above-rate',
        rule: rule.id,
        detail: `silence gives ${rule.onSilence.ratePercent} %, a person at most ${rule.ratePercent} %`,
      });
    }
  });
  return findings;
}

function sameEnterprise(one: ReadonlySet<WaiverCase>, other: ReadonlySet<WaiverCase>): boolean {
  const enterprises = new Set([...one].map((item) => item.organisation));
  return [...other].some((item) => enterprises.has(item.organisation));
}

function checkLanes(policy: EffectivePolicy): Finding[] {
  const findings: Finding[] = [];
  const slowest = (lane: LaneRule['lane']) =>
    policy.lanes.filter((rule) => rule.lane === lane).map((rule) => rule.headStartHours);
  const longestGreen = Math.max(0, ...slowest('green'));
  for (const rule of policy.lanes) {
    if (rule.lane === 'emergency' && rule.headStartHours <= longestGreen) {
      findings.push({
        code: 'lane-order',
        rule: rule.id,
        detail: `its head start is ${rule.headStartHours} h, a green one has ${longestGreen} h`,
      });
    }
    const mine = laneCases.filter((facts) => laneMatches(rule, facts));
    const before = (other: LaneRule) =>
      other.headStartHours > rule.headStartHours ||
      (other.headStartHours === rule.headStartHours && other.id < rule.id);
    const others = policy.lanes.filter((other) => other !== rule);
    if (mine.length === 0) {
      findings.push({ code: 'unreachable', rule: rule.id, detail: 'no case satisfies its conditions' });
    } else if (mine.every((facts) => others.some((other) => before(other) && laneMatches(other, facts)))) {
      findings.push({
        code: 'shadowed',
        rule: rule.id,
        detail: 'another rule always has the longer head start',
      });
    }
    for (const other of others) {
      const differs =
        other.onSiteWorkingDays !== rule.onSiteWorkingDays ||
        other.sendInWorkingDays !== rule.sendInWorkingDays;
      if (
        other.id > rule.id &&
        other.headStartHours === rule.headStartHours &&
        differs &&
        mine.some((facts) => laneMatches(other, facts))
      ) {
        findings.push({
          code: 'contradiction',
          rule: rule.id,
          detail: `${other.id} promises other days for the same case`,
        });
      }
    }
  }
  return findings;
}

/**
 * Proves, by going through every kind of case, that the rules of one unit neither contradict nor shadow each other. The
 * findings are empty for a sound policy.
 *
 * With `article`, every measure must quote a sentence of it verbatim.
 */
export function checkPolicy(
  policy: EffectivePolicy,
  catalogue: readonly InstrumentType[],
  article?: string,
): Finding[] {
  const findings: Finding[] = [];
  const measures = new Set(policy.measures.map((measure) => measure.id));
  for (const rule of [...policy.lanes, ...policy.waivers]) {
    if (!measures.has(rule.measure)) {
      findings.push({ code: 'unknown-measure', rule: rule.id, detail: rule.measure });
    }
  }
  for (const measure of policy.measures) {
    if (article !== undefined && !article.includes(measure.sentence)) {
      findings.push({ code: 'not-in-article', rule: measure.id, detail: measure.sentence });
    }
  }
  return [...findings, ...checkLanes(policy), ...checkWaivers(policy, catalogue)];
}

/** Proves that of each unit at most one version is in force on any day. */
export function checkVersions(policies: readonly Policy[]): Finding[] {
  const findings: Finding[] = [];
  policies.forEach((policy, index) => {
    const id = `${policy.unit} ${policy.version}`;
    if (policy.validTo !== null && policy.validTo < policy.validFrom) {
      findings.push({
        code: 'ends-before-it-begins',
        rule: id,
        detail: `${policy.validFrom} to ${policy.validTo}`,
      });
    }
    for (const other of policies.slice(index + 1)) {
      const overlap =
        other.unit === policy.unit &&
        (other.validTo === null || policy.validFrom <= other.validTo) &&
        (policy.validTo === null || other.validFrom <= policy.validTo);
      if (overlap) {
        findings.push({ code: 'overlapping-versions', rule: id, detail: `${other.unit} ${other.version}` });
      }
    }
  });
  return findings;
}
