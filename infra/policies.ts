/** What is wrong with the policies that are about to be deployed. Plain data in, sentences out; no CDK. */
import type { Policy } from '#domain/policy/policy.ts';
import { effectivePolicy, Policy as PolicySchema } from '#domain/policy/policy.ts';
import { checkPolicy, checkVersions, type Finding } from '#domain/policy/policy-check.ts';
import { addDays, type LocalDate } from '#domain/time/calendar.ts';
import { UnitId } from '#domain/units/unit.ts';
import { articleText } from '#policies/article.ts';
import { catalogue } from '#policies/catalogue.ts';

/**
 * Every finding of the checker, of every unit on every day on which a policy or an emergency begins or ends, once each.
 * @throws RangeError where on one of these days a unit has no policy
 */
export function policyDefects(policies: readonly Policy[]): string[] {
  const malformed = policies.flatMap((policy) =>
    (PolicySchema.safeParse(policy).error?.issues ?? []).map(
      (issue) => `${policy.unit} ${policy.version}: ${issue.path.join('.')}: ${issue.message}`,
    ),
  );
  if (malformed.length > 0) return malformed;
  const versions = checkVersions(policies).map((finding) => sentence(finding));
  const rules = turningDays(policies).flatMap((day) =>
    UnitId.options.flatMap((unit) =>
      checkPolicy(effectivePolicy(policies, unit, day), catalogue, articleText).map(
        (finding) => `${unit} on ${day}: ${sentence(finding)}`,
      ),
    ),
  );
  return [...versions, ...rules];
}

/** Between two of these days nothing changes. */
function turningDays(policies: readonly Policy[]): LocalDate[] {
  const periods = policies.flatMap(({ validFrom, validTo, emergencyPeriods }) => [
    { from: validFrom, to: validTo },
    ...emergencyPeriods,
  ]);
  const days = periods.flatMap(({ from, to }) => (to === null ? [from] : [from, addDays(to, 1)]));
  return [...new Set(days)].sort();
}

const sentence = ({ rule, code, detail }: Finding): string => `${rule} (${code}): ${detail}`;
