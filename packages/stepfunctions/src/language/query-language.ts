import { type Findings, isObject, type Members } from './diagnostics.ts';
import { isExpression } from './expression.ts';

/** Fields that every state may have, whatever its type and its language. */
export const COMMON = ['Type', 'Comment', 'QueryLanguage'];

const JSONPATH_ONLY = new Set([
  ...['InputPath', 'OutputPath', 'ResultPath', 'ResultSelector', 'Parameters', 'Result', 'ItemsPath'],
  ...['MaxConcurrencyPath', 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath', 'SecondsPath'],
  ...['TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath', 'ErrorPath', 'CausePath', 'Variable'],
]);

/** How a rule of JSONPath compares its Variable. https://states-language.net/#choice-state */
const COMPARISON =
  /^(And|Or|Not|Is(Null|Present|Numeric|String|Boolean|Timestamp)|StringMatches|BooleanEquals(Path)?|(String|Numeric|Timestamp)(Equals|(Less|Greater)Than(Equals)?)(Path)?)$/;

const JSONATA_ONLY = ['Arguments', 'Output', 'Items'];

/** Fields that mean the same in both query languages, as long as no expression is in them. */
const NEUTRAL: Record<string, readonly string[]> = {
  Pass: [],
  Task: ['Resource', 'TimeoutSeconds', 'HeartbeatSeconds', 'Retry', 'Catch', 'Credentials'],
  Choice: [],
  Wait: ['Seconds', 'Timestamp'],
  Succeed: [],
  Fail: ['Error', 'Cause'],
  Parallel: ['Branches', 'Retry', 'Catch'],
  Map: [
    'ItemProcessor',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
    'Retry',
    'Catch',
    'Label',
  ],
};

/**
 * What in a JSONPath state keeps it from being run: a field of that language, or a text that would be taken for an
 * expression. A state with none of these does the same in both languages, and is run.
 */
export function jsonPathField(state: Members): string | undefined {
  const type = String(state.Type);
  if (type === 'Choice') return 'Choices';
  const allowed = [...COMMON, 'Next', 'End', ...(NEUTRAL[type] ?? [])];
  const entries = Object.entries(state);
  const foreign = entries.find(([field]) => !allowed.includes(field));
  if (foreign) return foreign[0];
  const texts = entries.find(
    ([field, value]) => !['Branches', 'ItemProcessor'].includes(field) && isExpression(value),
  );
  if (texts) return texts[0];
  const catchers = Array.isArray(state.Catch) ? state.Catch : [];
  return catchers.some(
    (catcher) => isObject(catcher) && ['ResultPath', 'Assign', 'Output'].some((field) => field in catcher),
  )
    ? 'Catch'
    : undefined;
}

/** Fields that exist on AWS and belong to features the engine leaves out. */
const NOT_RUN = new Set(['ItemReader', 'ItemBatcher', 'ResultWriter', 'Iterator']);

/** Says of a field that its state, rule or catcher may not have it why that is so. */
export function checkForeign(findings: Findings, field: string, at: string): void {
  if (JSONPATH_ONLY.has(field) || COMPARISON.test(field))
    foreignTo('JSONata', 'JSONPath', findings, field, at);
  else if (NOT_RUN.has(field))
    findings.schema(`Field '${field}' is not run by the local engine`, `${at}/${field}`);
  else findings.schema(`Field '${field}' is not supported`, at);
}

/** What a state of JSONPath has of the other language; true when there was something. */
export function checkJsonataOnly(findings: Findings, state: Members, at: string): boolean {
  const foreign = JSONATA_ONLY.filter((field) => field in state);
  for (const field of foreign) foreignTo('JSONPath', 'JSONata', findings, field, at);
  return foreign.length > 0;
}

function foreignTo(own: string, other: string, findings: Findings, field: string, at: string): void {
  findings.schema(
    `The QueryLanguage is set to '${own}', but field '${field}' is only supported for the '${other}' QueryLanguage`,
    at,
  );
}
