import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';
import { EvidenceType } from '#domain/organisations/evidence.ts';
import { LaneWhen, WaiverWhen } from '#domain/policy/conditions.ts';
import { Lane } from '#domain/policy/lane.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { parentOf, UnitId } from '#domain/units/unit.ts';

/** Identifiers of measures and rules: the unit that wrote them, then what they are. */
const RuleId = z.string().regex(/^[a-z]+\/[a-z0-9-]+$/);

/** Where a number or condition comes from. It starts with `P:` when nobody promised it and we chose it. */
const Source = z.string().min(1);

const Hours = z
  .int()
  .min(1)
  .max(24 * 60);
const WorkingDays = z.int().min(1).max(60);

/** A promise of the unit, with the sentence of the article that states it, verbatim. */
export const Measure = z.strictObject({
  id: RuleId,
  sentence: z.string().min(1),
  title: Bilingual,
});
export type Measure = z.infer<typeof Measure>;

/** Who gets into a lane that is faster than the standard one, how far forward, and what is promised there. */
export const LaneRule = z.strictObject({
  id: RuleId,
  lane: Lane.exclude(['standard']),
  measure: RuleId,
  headStartHours: Hours,
  onSiteWorkingDays: WorkingDays,
  sendInWorkingDays: WorkingDays,
  when: LaneWhen,
  /** The rule holds only while the unit's emergency mode is on. */
  emergencyOnly: z.boolean(),
  reason: Bilingual,
  source: Source,
});
export type LaneRule = z.infer<typeof LaneRule>;

/** Deadlines of the standard lane and of the tasks. Working days count from acceptance on site, from receipt if sent in. */
export const Deadlines = z.strictObject({
  onSiteWorkingDays: WorkingDays,
  sendInWorkingDays: WorkingDays,
  /** From submission or question to the first answer of a person. */
  firstResponseHours: Hours,
  /** For the clerk's look at an appointment. */
  intakeHours: Hours,
  /** From assignment until an instrument to be sent in must have arrived. */
  receiveHours: Hours,
  testHours: Hours,
  checkHours: Hours,
  authoriseHours: Hours,
  source: Source,
});
export type Deadlines = z.infer<typeof Deadlines>;

const waiverFields = {
  id: RuleId,
  /** Version of the policy that wrote the rule. */
  version: z.string().min(1),
  measure: RuleId,
  title: Bilingual,
  /** For the enterprise and for the line. */
  when: WaiverWhen,
  evidence: z.array(EvidenceType),
  source: Source,
};

/** Everything off. */
const FullWaiver = z.strictObject({
  ...waiverFields,
  kind: z.literal('full'),
  ratePercent: z.literal(100),
  decides: z.literal('automatic'),
});

/** A fixed part off. */
const FixedWaiver = z.strictObject({
  ...waiverFields,
  kind: z.literal('fixed'),
  ratePercent: z.int().min(1).max(99),
  decides: z.literal('automatic'),
});

/** What happens when nobody has decided in time. */
export const OnSilence = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('reject') }),
  z.strictObject({ outcome: z.literal('approve'), ratePercent: z.int().min(1).max(100) }),
]);
export type OnSilence = z.infer<typeof OnSilence>;

/** How a discretionary waiver is decided: deadlines in hours, amounts in fen. */
export const waiverTerms = {
  /** A second person countersigns when more than this is waived; null when one person is always enough. */
  countersignAboveFen: z.int().min(0).nullable(),
  reviewHours: Hours,
  escalatedReviewHours: Hours,
  countersignHours: Hours,
  onSilence: OnSilence,
};
const WaiverTerms = z.strictObject(waiverTerms);
export type WaiverTerms = z.infer<typeof WaiverTerms>;

/** A person decides how much comes off, up to `ratePercent`. */
export const DiscretionaryWaiver = z.strictObject({
  ...waiverFields,
  kind: z.literal('discretionary'),
  ratePercent: z.int().min(1).max(100),
  decides: z.literal('approver'),
  ...waiverTerms,
});
export type DiscretionaryWaiver = z.infer<typeof DiscretionaryWaiver>;

export const WaiverRule = z.discriminatedUnion('kind', [FullWaiver, FixedWaiver, DiscretionaryWaiver]);
export type WaiverRule = z.infer<typeof WaiverRule>;

/** A dated switch: emergency mode 应急方案 is on from the first day to the last, or without end. */
const EmergencyPeriod = z.strictObject({ from: LocalDate, to: LocalDate.nullable() });

/** What one unit promises and waives, from a day on. What it does not say it inherits. */
export const Policy = z.strictObject({
  unit: UnitId,
  version: z.string().min(1),
  validFrom: LocalDate,
  /** Last day, null while it is in force. */
  validTo: LocalDate.nullable(),
  inherits: UnitId.nullable(),
  /** How many measures the unit says it issued; the article gives the number more often than the text. */
  measuresStated: z.int().min(0).nullable(),
  measures: z.array(Measure),
  lanes: z.array(LaneRule),
  deadlines: Deadlines.partial(),
  waivers: z.array(WaiverRule),
  emergencyPeriods: z.array(EmergencyPeriod),
});
export type Policy = z.infer<typeof Policy>;

/** A unit's policy on one day, with all that it inherits. */
export type EffectivePolicy = {
  readonly unit: UnitId;
  readonly date: LocalDate;
  /** The version of the most specific policy in it. */
  readonly version: string;
  /** What it was merged from, the base first. */
  readonly from: readonly { readonly unit: UnitId; readonly version: string }[];
  readonly emergency: boolean;
  readonly measures: readonly Measure[];
  /** Without the rules of emergency mode while it is off. */
  readonly lanes: readonly LaneRule[];
  readonly deadlines: Deadlines;
  readonly waivers: readonly WaiverRule[];
};

const covers = (period: { from: LocalDate; to: LocalDate | null }, date: LocalDate) =>
  period.from <= date && (period.to === null || date <= period.to);

function inForce(policies: readonly Policy[], unit: UnitId, date: LocalDate): Policy | undefined {
  return policies
    .filter((policy) => policy.unit === unit && covers({ from: policy.validFrom, to: policy.validTo }, date))
    .sort((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0];
}

/** The unit's own policy; one that issued nothing follows the unit above it. */
function nearest(policies: readonly Policy[], unit: UnitId, date: LocalDate): Policy | undefined {
  const own = inForce(policies, unit, date);
  const parent = parentOf(unit);
  return own ?? (parent === null ? undefined : nearest(policies, parent, date));
}

/** The unit's policy and those it inherits from, the base first. */
function lineage(policies: readonly Policy[], unit: UnitId, date: LocalDate): Policy[] {
  const chain: Policy[] = [];
  let next: Policy | undefined = nearest(policies, unit, date);
  while (next !== undefined) {
    if (chain.includes(next)) throw new RangeError(`the policy of ${unit} inherits from itself`);
    chain.unshift(next);
    next = next.inherits === null ? undefined : inForce(policies, next.inherits, date);
  }
  return chain;
}

/** Later ones replace earlier ones of the same id, in the earlier one's place; new ones follow. */
function mergeById<T extends { readonly id: string }>(lists: readonly (readonly T[])[]): T[] {
  const merged = new Map<string, T>();
  for (const item of lists.flat()) merged.set(item.id, item);
  return [...merged.values()];
}

/**
 * The policy of a unit on a day: the province's base, and over it what the unit adds or, under the same id, refines.
 * @throws RangeError when no policy is in force on that day or one inherits from itself.
 */
export function effectivePolicy(policies: readonly Policy[], unit: UnitId, date: LocalDate): EffectivePolicy {
  const chain = lineage(policies, unit, date);
  const own = chain.at(-1);
  const deadlines = Deadlines.safeParse(Object.assign({}, ...chain.map((policy) => policy.deadlines)));
  if (own === undefined || !deadlines.success) {
    throw new RangeError(`no complete policy of ${unit} is in force on ${date}`);
  }
  const emergency = chain.some((policy) => policy.emergencyPeriods.some((period) => covers(period, date)));
  return {
    unit,
    date,
    version: own.version,
    from: chain.map((policy) => ({ unit: policy.unit, version: policy.version })),
    emergency,
    measures: mergeById(chain.map((policy) => policy.measures)),
    lanes: mergeById(chain.map((policy) => policy.lanes)).filter((rule) => emergency || !rule.emergencyOnly),
    deadlines: deadlines.data,
    waivers: mergeById(chain.map((policy) => policy.waivers)),
  };
}

export type PolicyChange = {
  readonly part: 'measure' | 'lane' | 'waiver' | 'deadline';
  /** The id of the measure or rule, or the name of the deadline. */
  readonly id: string;
  /** `was` is missing for what is new, `is` for what is gone. */
  readonly was?: unknown;
  readonly is?: unknown;
};

function changes(
  part: PolicyChange['part'],
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
) {
  const found: PolicyChange[] = [];
  for (const [id, was] of before) {
    const is = after.get(id);
    if (is === undefined) found.push({ part, id, was });
    else if (JSON.stringify(was) !== JSON.stringify(is)) found.push({ part, id, was, is });
  }
  for (const [id, is] of after) if (!before.has(id)) found.push({ part, id, is });
  return found;
}

/** What a unit's policy changes against another, normally the province's base on the same day. */
export function policyDiff(base: EffectivePolicy, unit: EffectivePolicy): PolicyChange[] {
  const byId = (items: readonly { readonly id: string }[]) => new Map(items.map((item) => [item.id, item]));
  return [
    ...changes('measure', byId(base.measures), byId(unit.measures)),
    ...changes('lane', byId(base.lanes), byId(unit.lanes)),
    ...changes('waiver', byId(base.waivers), byId(unit.waivers)),
    ...changes('deadline', new Map(Object.entries(base.deadlines)), new Map(Object.entries(unit.deadlines))),
  ];
}
