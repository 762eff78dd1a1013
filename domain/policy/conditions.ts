import * as z from 'zod';
import type { Bilingual } from '#domain/bilingual.ts';
import { listed } from '#domain/labelled.ts';
import { type InstrumentType, MeasurementField, ServiceKind } from '#domain/ledger/catalogue.ts';
import { EvidenceType } from '#domain/organisations/evidence.ts';
import { SizeClass } from '#domain/organisations/size-class.ts';

/** What a policy asks of the enterprise. */
export type Applicant = {
  readonly sizeClass: SizeClass;
  readonly resuming: boolean;
  readonly medical: boolean;
};

/** One instrument line of one enterprise, with the evidence handed in. */
export type WaiverCase = {
  readonly organisation: Applicant;
  readonly type: InstrumentType | undefined;
  readonly kind: ServiceKind;
  readonly evidence: readonly EvidenceType[];
};

/** What the lane is chosen by. `epidemic`: at least one line is an instrument used against the epidemic. */
export type LaneFacts = Applicant & { readonly epidemic: boolean };

/** A condition that a rule may name: what may stand there, and why it refuses a case; null when it holds. */
type Condition<S extends z.ZodType, Case> = {
  readonly schema: S;
  readonly refusal: (wanted: z.infer<S>, of: Case) => Bilingual | null;
};

const ofWaiver = <S extends z.ZodType>(
  schema: S,
  refusal: Condition<S, WaiverCase>['refusal'],
): Condition<S, WaiverCase> => ({ schema, refusal });

const ofLane = <S extends z.ZodType>(
  schema: S,
  refusal: Condition<S, LaneFacts>['refusal'],
): Condition<S, LaneFacts> => ({ schema, refusal });

const isTrue = z.literal(true);
const sizes = z.array(SizeClass).min(1);

const notOfSize = (wanted: readonly SizeClass[], { sizeClass }: Applicant): Bilingual | null => {
  const { zh, en } = SizeClass.labels[sizeClass];
  return wanted.includes(sizeClass)
    ? null
    : { zh: `企业规模（${zh}）不在适用范围内。`, en: `It is not for enterprises of this size (${en}).` };
};
const notResuming = ({ resuming }: Applicant): Bilingual | null =>
  resuming ? null : { zh: '只适用于复工复产企业。', en: 'It is only for enterprises that resume work.' };
const notMedical = ({ medical }: Applicant): Bilingual | null =>
  medical ? null : { zh: '只适用于医疗机构。', en: 'It is only for medical institutions.' };

/**
 * Every condition that a waiver rule may name, in the order in which they are looked at. Its schema and what it refuses
 * stand in one entry: a condition that can be written into a policy and is not evaluated cannot be.
 */
export const waiverConditions = {
  sizeClasses: ofWaiver(sizes, (wanted, { organisation }) => notOfSize(wanted, organisation)),
  resuming: ofWaiver(isTrue, (_, { organisation }) => notResuming(organisation)),
  medical: ofWaiver(isTrue, (_, { organisation }) => notMedical(organisation)),
  epidemic: ofWaiver(isTrue, (_, { type }) =>
    type?.epidemic
      ? null
      : { zh: '该器具不是涉疫计量器具。', en: 'This is not an instrument used against the epidemic.' },
  ),
  types: ofWaiver(z.array(z.string()).min(1), (wanted, { type }) =>
    type && wanted.includes(type.id)
      ? null
      : { zh: '不适用于该器具类型。', en: 'It is not for this type of instrument.' },
  ),
  /** The scope that the institution is authorised for 授权范围, by field of measurement. */
  fields: ofWaiver(z.array(MeasurementField).min(1), (wanted, { type }) =>
    type && wanted.includes(type.field)
      ? null
      : { zh: '不在授权范围内。', en: 'It is outside the authorised scope.' },
  ),
  kinds: ofWaiver(z.array(ServiceKind).min(1), (wanted, { kind }) =>
    wanted.includes(kind) ? null : { zh: '不适用于该服务类别。', en: 'It is not for this kind of service.' },
  ),
};

/** Every condition that a lane rule may name. */
export const laneConditions = {
  sizeClasses: ofLane(sizes, notOfSize),
  resuming: ofLane(isTrue, (_, facts) => notResuming(facts)),
  medical: ofLane(isTrue, (_, facts) => notMedical(facts)),
  epidemic: ofLane(isTrue, (_, { epidemic }) =>
    epidemic
      ? null
      : { zh: '没有涉疫计量器具。', en: 'None of the instruments is used against the epidemic.' },
  ),
};

type Conditions = Readonly<Record<string, { readonly schema: z.ZodType }>>;
type When<C extends Conditions> = z.ZodObject<
  { [Name in keyof C]: z.ZodExactOptional<C[Name]['schema']> },
  z.core.$strict
>;

/** The schema of `when`: all that is named must hold. */
const whenOf = <C extends Conditions>(conditions: C): When<C> =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(conditions).map(([name, { schema }]) => [name, schema.exactOptional()]),
    ),
  ) as unknown as When<C>;

export const WaiverWhen = whenOf(waiverConditions);
export const LaneWhen = whenOf(laneConditions);

type AnyCondition<Case> = { refusal: (wanted: never, of: Case) => Bilingual | null };

/** The first condition that refuses the case, in words; null when all that are named hold. */
function firstRefusal<Case>(
  conditions: Readonly<Record<string, AnyCondition<Case>>>,
  when: Readonly<Record<string, unknown>>,
  of: Case,
): Bilingual | null {
  for (const [name, { refusal }] of Object.entries(conditions)) {
    const wanted = when[name];
    const reason = wanted === undefined ? null : refusal(wanted as never, of);
    if (reason) return reason;
  }
  return null;
}

/** Whether all conditions of a lane rule hold. */
export const laneMatches = (rule: { when: z.infer<typeof LaneWhen> }, facts: LaneFacts): boolean =>
  firstRefusal(laneConditions, rule.when, facts) === null;

/**
 * Why a waiver rule does not cover a case; null when it does. It tells the first condition that fails. Where only
 * evidence is missing it says what to hand in, because that the enterprise can still do.
 */
export function refusal(
  rule: { when: z.infer<typeof WaiverWhen>; evidence: readonly EvidenceType[] },
  of: WaiverCase,
): Bilingual | null {
  const refused = firstRefusal(waiverConditions, rule.when, of);
  if (refused) return refused;
  const missing = rule.evidence.filter((wanted) => !of.evidence.includes(wanted));
  if (missing.length === 0) return null;
  const { zh } = listed(EvidenceType.labels, missing);
  const en = missing.map((wanted) => EvidenceType.labels[wanted].en).join(' and the ');
  return { zh: `符合条件，但缺少${zh}；补交后即可适用。`, en: `It would apply: hand in the ${en}.` };
}
