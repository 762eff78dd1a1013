import { checkExpressions } from './check-expressions.ts';
import { type Findings, isObject, type Members } from './diagnostics.ts';
import { isExpression } from './expression.ts';
import { isSupported, parseResource } from './resource.ts';

const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const MOVING = ['Next', 'End', 'Assign', 'Output'];
const FALLIBLE = ['Retry', 'Catch'];

/** The fields of each state type in the JSONata dialect. https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html */
const FIELDS: Record<string, readonly string[]> = {
  Pass: [...COMMON, ...MOVING],
  Task: [
    ...COMMON,
    ...MOVING,
    ...FALLIBLE,
    'Resource',
    'Arguments',
    'TimeoutSeconds',
    'HeartbeatSeconds',
    'Credentials',
  ],
  Choice: [...COMMON, 'Choices', 'Default', 'Assign', 'Output'],
  Wait: [...COMMON, ...MOVING, 'Seconds', 'Timestamp'],
  Succeed: [...COMMON, 'Output'],
  Fail: [...COMMON, 'Error', 'Cause'],
  Parallel: [...COMMON, ...MOVING, ...FALLIBLE, 'Branches', 'Arguments'],
  Map: [
    ...COMMON,
    ...MOVING,
    ...FALLIBLE,
    'Items',
    'ItemProcessor',
    'ItemSelector',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
    'Label',
  ],
};

/** In the order in which AWS names them. */
const TYPES = '[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]';

const REQUIRED: Record<string, readonly string[]> = {
  Task: ['Resource'],
  Choice: ['Choices'],
  Parallel: ['Branches'],
  Map: ['ItemProcessor'],
};

const JSONPATH_ONLY = new Set([
  ...['InputPath', 'OutputPath', 'ResultPath', 'ResultSelector', 'Parameters', 'Result', 'ItemsPath'],
  ...['MaxConcurrencyPath', 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath', 'SecondsPath'],
  ...['TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath', 'ErrorPath', 'CausePath', 'Variable'],
]);

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

/** Checks one state's fields, apart from where it leads. Returns false when its type is not known. */
export function checkState(findings: Findings, state: Members, at: string): boolean {
  const type = String(state.Type);
  const fields = FIELDS[type];
  if (!fields) {
    findings.schema(`The field 'Type' should have one of these values: ${TYPES}`, `${at}/Type`);
    return false;
  }
  const missing = (REQUIRED[type] ?? []).filter((field) => !(field in state));
  if (missing.length > 0) findings.schema(`These fields are required: [${missing.join(', ')}]`, at);
  for (const field of Object.keys(state)) if (!fields.includes(field)) checkForeign(findings, field, at);
  checkShape(findings, type, state, at);
  checkAssign(findings, state.Assign, `${at}/Assign`);
  const shaping = { result: type === 'Task' || type === 'Parallel' || type === 'Map' };
  for (const field of fields) {
    if (!(field in state) || ['Branches', 'ItemProcessor', 'Choices', 'Retry', 'Catch'].includes(field))
      continue;
    const readable = field === 'Assign' || field === 'Output' ? shaping : {};
    checkExpressions(findings, state[field], `${at}/${field}`, readable);
  }
  checkRetry(findings, state.Retry, at);
  checkCatch(findings, state.Catch, at);
  return true;
}

function checkForeign(findings: Findings, field: string, at: string): void {
  if (JSONPATH_ONLY.has(field))
    findings.schema(
      `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`,
      at,
    );
  else if (NOT_RUN.has(field))
    findings.schema(`Field '${field}' is not run by the local engine`, `${at}/${field}`);
  else findings.schema(`Field '${field}' is not supported`, at);
}

/** What a field must look like where it is not an expression. */
function checkShape(findings: Findings, type: string, state: Members, at: string): void {
  if (type === 'Task') checkTask(findings, state, at);
  if (type === 'Wait') {
    const given = ['Seconds', 'Timestamp'].filter((field) => field in state);
    if (given.length !== 1)
      findings.schema("Exactly one of the fields 'Seconds' and 'Timestamp' is required", at);
    checkNumber(findings, state, 'Seconds', at, 0);
    const timestamp = state.Timestamp;
    if (
      timestamp !== undefined &&
      (typeof timestamp !== 'string' || (!isExpression(timestamp) && Number.isNaN(Date.parse(timestamp))))
    )
      findings.schema('Expected value of type [TIMESTAMP]', `${at}/Timestamp`);
  }
  if (type === 'Fail')
    for (const field of ['Error', 'Cause'])
      if (state[field] !== undefined && typeof state[field] !== 'string')
        findings.schema('Expected value of type [STRING]', `${at}/${field}`);
  if (type === 'Map') {
    checkNumber(findings, state, 'MaxConcurrency', at, 0);
    checkNumber(findings, state, 'ToleratedFailureCount', at, 0);
    checkNumber(findings, state, 'ToleratedFailurePercentage', at, 0, 100);
    const { Items } = state;
    if (Items !== undefined && !isExpression(Items) && !Array.isArray(Items))
      findings.schema('Expected value of type [ARRAY, JSONata]', `${at}/Items`);
  }
}

function checkTask(findings: Findings, state: Members, at: string): void {
  const { Resource } = state;
  if (Resource !== undefined) {
    const resource = typeof Resource === 'string' ? parseResource(Resource) : undefined;
    if (!resource)
      findings.schema(
        `The resource provided ${String(Resource)} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
        `${at}/Resource`,
      );
    else if (!isSupported(resource))
      findings.schema(`The resource ${String(Resource)} is not run by the local engine`, `${at}/Resource`);
  }
  checkNumber(findings, state, 'TimeoutSeconds', at, 1);
  checkNumber(findings, state, 'HeartbeatSeconds', at, 1);
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
    findings.schema(
      "The value of 'HeartbeatSeconds' must be smaller than that of 'TimeoutSeconds'",
      `${at}/HeartbeatSeconds`,
    );
}

/** A whole number within bounds, or an expression for one. */
function checkNumber(
  findings: Findings,
  owner: Members,
  field: string,
  at: string,
  lowest: number,
  highest = 99_999_999,
): void {
  const value = owner[field];
  if (value === undefined || isExpression(value)) return;
  if (typeof value !== 'number' || !Number.isInteger(value))
    findings.schema('Expected value of type [INTEGER, JSONata]', `${at}/${field}`);
  else if (value < lowest || value > highest)
    findings.schema(`Value should be between ${lowest} and ${highest}`, `${at}/${field}`);
}

const VARIABLE = /^[\p{ID_Start}][\p{ID_Continue}]{0,79}$/u;

function checkAssign(findings: Findings, assign: unknown, at: string): void {
  if (assign === undefined) return;
  if (!isObject(assign)) {
    findings.schema('Expected value of type [OBJECT]', at);
    return;
  }
  for (const name of Object.keys(assign))
    if (!VARIABLE.test(name) || name === 'states')
      findings.schema(`Invalid variable name '${name}'`, `${at}/${name}`);
}

/** A choice's rules. https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html */
export function checkChoices(findings: Findings, state: Members, at: string): Members[] {
  const { Choices } = state;
  if (!Array.isArray(Choices) || Choices.length === 0) {
    if ('Choices' in state) findings.schema('The field should be a non-empty array', `${at}/Choices`);
    return [];
  }
  return Choices.flatMap((rule: unknown, index): Members[] => {
    const place = `${at}/Choices[${index}]`;
    if (!isObject(rule)) {
      findings.schema('Expected value of type [OBJECT]', place);
      return [];
    }
    const missing = ['Condition', 'Next'].filter((field) => !(field in rule));
    if (missing.length > 0) findings.schema(`These fields are required: [${missing.join(', ')}]`, place);
    for (const field of Object.keys(rule))
      if (!['Condition', 'Next', 'Comment', 'Assign', 'Output'].includes(field))
        checkForeign(findings, field, place);
    if ('Condition' in rule && typeof rule.Condition !== 'boolean' && !isExpression(rule.Condition))
      findings.schema('Expected value of type [BOOLEAN, JSONata]', `${place}/Condition`);
    checkExpressions(findings, rule.Condition, `${place}/Condition`, {});
    checkAssign(findings, rule.Assign, `${place}/Assign`);
    checkExpressions(findings, rule.Assign, `${place}/Assign`, {});
    checkExpressions(findings, rule.Output, `${place}/Output`, {});
    return [rule];
  });
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error */
function checkRetry(findings: Findings, retry: unknown, at: string): void {
  for (const [place, retrier] of entriesOf(findings, retry, `${at}/Retry`)) {
    for (const field of Object.keys(retrier))
      if (
        ![
          'ErrorEquals',
          'IntervalSeconds',
          'MaxAttempts',
          'BackoffRate',
          'MaxDelaySeconds',
          'JitterStrategy',
          'Comment',
        ].includes(field)
      )
        findings.schema(`Field '${field}' is not supported`, place);
    checkNumber(findings, retrier, 'IntervalSeconds', place, 0);
    checkNumber(findings, retrier, 'MaxAttempts', place, 0);
    checkNumber(findings, retrier, 'MaxDelaySeconds', place, 1, 31_622_400);
    const { BackoffRate, JitterStrategy } = retrier;
    if (BackoffRate !== undefined && !(typeof BackoffRate === 'number' && BackoffRate >= 1))
      findings.schema('Value should be greater than or equal to 1.0', `${place}/BackoffRate`);
    if (JitterStrategy !== undefined && JitterStrategy !== 'FULL' && JitterStrategy !== 'NONE')
      findings.schema('Value should be one of the following: [FULL, NONE]', `${place}/JitterStrategy`);
  }
}

function checkCatch(findings: Findings, catchers: unknown, at: string): void {
  for (const [place, catcher] of entriesOf(findings, catchers, `${at}/Catch`)) {
    for (const field of Object.keys(catcher))
      if (!['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'].includes(field))
        checkForeign(findings, field, place);
    if (typeof catcher.Next !== 'string') findings.schema('These fields are required: [Next]', place);
    checkAssign(findings, catcher.Assign, `${place}/Assign`);
    checkExpressions(findings, catcher.Assign, `${place}/Assign`, { errorOutput: true });
    checkExpressions(findings, catcher.Output, `${place}/Output`, { errorOutput: true });
  }
}

/** The entries of Retry or Catch, with their places; `States.ALL` stands alone and last. */
function entriesOf(findings: Findings, list: unknown, at: string): [string, Members][] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    findings.schema('Expected value of type [ARRAY]', at);
    return [];
  }
  return list.flatMap((entry: unknown, index): [string, Members][] => {
    const place = `${at}[${index}]`;
    if (!isObject(entry)) {
      findings.schema('Expected value of type [OBJECT]', place);
      return [];
    }
    const names = entry.ErrorEquals;
    if (!Array.isArray(names) || names.length === 0 || names.some((name) => typeof name !== 'string'))
      findings.schema(
        "The field 'ErrorEquals' should be a non-empty array of error names",
        `${place}/ErrorEquals`,
      );
    else if (names.includes('States.ALL') && (names.length > 1 || index < list.length - 1))
      findings.schema("'States.ALL' must appear alone, and in the last entry", `${place}/ErrorEquals`);
    return [[place, entry]];
  });
}
