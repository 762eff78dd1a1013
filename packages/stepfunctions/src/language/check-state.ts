import { checkExpressions } from './check-expressions.ts';
import { checkCatch, checkRetry } from './check-handlers.ts';
import { checkAssign, checkNumber } from './check-values.ts';
import { type Findings, isObject, type MachineType, type Members } from './diagnostics.ts';
import { isExpression } from './expression.ts';
import { COMMON, checkForeign } from './query-language.ts';
import { isSupported, parseResource } from './resource.ts';
import { parseTimestamp } from './timestamp.ts';

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

/** Checks one state's fields, apart from where it leads. Returns false when its type is not known. */
export function checkState(findings: Findings, state: Members, at: string, machine: MachineType): boolean {
  const type = String(state.Type);
  const fields = FIELDS[type];
  if (!fields) {
    findings.schema(`The field 'Type' should have one of these values: ${TYPES}`, `${at}/Type`);
    return false;
  }
  const missing = (REQUIRED[type] ?? []).filter((field) => !(field in state));
  if (missing.length > 0) findings.schema(`These fields are required: [${missing.join(', ')}]`, at);
  for (const field of Object.keys(state)) if (!fields.includes(field)) checkForeign(findings, field, at);
  if (type === 'Task') checkTask(findings, state, at, machine);
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

/** What a field must look like where it is not an expression. */
function checkShape(findings: Findings, type: string, state: Members, at: string): void {
  if (type === 'Wait') {
    const given = ['Seconds', 'Timestamp'].filter((field) => field in state);
    if (given.length !== 1)
      findings.schema("Exactly one of the fields 'Seconds' and 'Timestamp' is required", at);
    checkNumber(findings, state, 'Seconds', at, 0);
    const timestamp = state.Timestamp;
    if (timestamp !== undefined && typeof timestamp !== 'string')
      findings.schema('Expected value of type [STRING]', `${at}/Timestamp`);
    else if (timestamp !== undefined && !isExpression(timestamp) && parseTimestamp(timestamp) === undefined)
      findings.schema('String does not match RFC3339 timestamp', `${at}/Timestamp`);
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

function checkTask(findings: Findings, state: Members, at: string, machine: MachineType): void {
  const { Resource } = state;
  if (Resource !== undefined) {
    const resource = typeof Resource === 'string' ? parseResource(Resource) : undefined;
    if (!resource)
      findings.schema(
        `The resource provided ${String(Resource)} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
        `${at}/Resource`,
      );
    else if (machine === 'EXPRESS' && resource.pattern !== 'request')
      // AWS's own words, down to the space that ends one of them.
      findings.schema(
        resource.pattern === 'sync'
          ? "Express state machine does not support '.sync' service integration"
          : "Express state machine does not support '.waitForTaskToken' service integration ",
        `${at}/Resource`,
      );
    else if (!isSupported(resource))
      findings.schema(`The resource ${String(Resource)} is not run by the local engine`, `${at}/Resource`);
  }
  checkNumber(findings, state, 'TimeoutSeconds', at, 1);
  checkNumber(findings, state, 'HeartbeatSeconds', at, 1);
  if (isObject(state.Credentials) && !('RoleArn' in state.Credentials))
    findings.schema("The field 'RoleArn' is required but was missing", `${at}/Credentials`);
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
    findings.schema(
      "The value of 'HeartbeatSeconds' must be smaller than that of 'TimeoutSeconds'",
      `${at}/HeartbeatSeconds`,
    );
}
