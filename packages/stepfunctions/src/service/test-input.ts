import { isObject } from '../language/diagnostics.ts';
import type { Definition, Json, State } from '../language/types.ts';
import { diagnose } from '../language/validate.ts';
import { invalidDefinition, refusal, ServiceError, validationError } from './errors.ts';
import { checkJson } from './executions.ts';
import type { Input } from './input.ts';
import { readContext } from './test-context.ts';
import { type Mock, readMock, refused } from './test-mock.ts';

/** A request for TestState that has been read and found good. */
export interface Test {
  name: string;
  state: State;
  definition: Definition;
  /** None is needed where nothing is called. */
  roleArn?: string;
  inputText: string;
  input: Json;
  variables: { [key: string]: Json };
  context?: { [key: string]: Json };
  level: 'INFO' | 'DEBUG' | 'TRACE';
  mock?: Mock;
  /** How often the retrier has been used already. */
  retries?: number;
  iterationFailures?: number;
}

/** Reads a request; refusals are in AWS's words. */
export function readTest(input: Input): Test {
  const level = input.string('inspectionLevel') ?? 'INFO';
  if (level !== 'INFO' && level !== 'DEBUG' && level !== 'TRACE')
    throw validationError(
      'inspectionLevel',
      level,
      'Member must satisfy enum value set: [INFO, DEBUG, TRACE]',
    );
  const inputText = input.string('input') ?? '{}';
  checkJson(inputText, 'InvalidExecutionInput');
  const mocked = input.object('mock') !== undefined;
  const configuration = input.object('stateConfiguration') ?? {};
  const failures = configuration.mapIterationFailureCount;
  if (failures !== undefined && !mocked)
    throw refused('TestState does not support MapIterationFailureCount when a mock is not specified.');
  const found = stateOf(input.required('definition'), input.string('stateName'), mocked);
  const mock = readMock(input, found.state);
  if (typeof failures === 'number' && Array.isArray(mock?.result) && failures > mock.result.length)
    throw refused('Map iteration failure count must be less than or equal to the number of Map iterations');
  const context = readContext(input.string('context'), found.state);
  const { name } = found;
  const roleArn = input.string('roleArn');
  const state = withItems(found.state, configuration.mapItemReaderData);
  return {
    name,
    state,
    definition: { QueryLanguage: 'JSONata', StartAt: name, States: { [name]: state } },
    ...(roleArn === undefined ? {} : { roleArn }),
    inputText,
    input: JSON.parse(inputText),
    variables: members(input.string('variables'), 'variables'),
    ...(context ? { context } : {}),
    level,
    ...(mock ? { mock } : {}),
    ...(typeof configuration.retrierRetryCount === 'number'
      ? { retries: configuration.retrierRetryCount }
      : {}),
    ...(typeof failures === 'number' ? { iterationFailures: failures } : {}),
  };
}

/** The state under test: the definition itself, or one of the states of a whole machine. */
function stateOf(
  text: string,
  stateName: string | undefined,
  mocked: boolean,
): { name: string; state: State } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw refusal('InvalidDefinition', 'INVALID_JSON_DESCRIPTION: The definition is not JSON');
  }
  const whole = isObject(parsed) && isObject(parsed.States);
  const machine: object = whole && isObject(parsed) ? parsed : machineOf(parsed);
  const name = whole ? stateName : 'StateName';
  if (name === undefined)
    throw new ServiceError(
      'ValidationException',
      'A stateName is required when the definition is a state machine.',
    );
  const state = find(machine, name);
  if (!state) throw new ServiceError('ValidationException', 'State not found in definition');
  // A Map or a Parallel needs a mock: without one it is refused for that, whatever of it AWS alone would run.
  const children = state.Type === 'Map' || state.Type === 'Parallel';
  checkDefinition(whole ? text : JSON.stringify(withTargets(machine)), name, mocked || children);
  return { name, state };
}

/** A machine around a single state, in the state's own language. */
function machineOf(state: unknown): object {
  const language = isObject(state) && 'QueryLanguage' in state ? { QueryLanguage: state.QueryLanguage } : {};
  return { ...language, StartAt: 'StateName', States: { StateName: state } };
}

/** A single state leads to states that a test does not have: they are added, so that only its own faults are found. */
function withTargets(machine: object): object {
  const { States } = machine as { States: { StateName: unknown } };
  const { StateName } = States;
  const targets = isObject(StateName)
    ? JSON.stringify(StateName).matchAll(/"(?:Next|Default)":"((?:[^"\\]|\\.)*)"/g)
    : [];
  const names = [...targets].map(([, quoted]) => JSON.parse(`"${quoted}"`) as string);
  const added = names
    .filter((name) => name !== 'StateName')
    .map((name) => [name, { Type: 'Succeed', QueryLanguage: 'JSONata' }]);
  return { ...machine, States: { StateName, ...Object.fromEntries(added) } };
}

/**
 * Refuses what AWS would refuse. What the local engine alone does not run matters in the tested state only, and there
 * nothing but its language does when its children or its integration are not run.
 */
function checkDefinition(text: string, name: string, unrun: boolean): void {
  const errors = diagnose(text).filter(({ code, message, location = '' }) => {
    if (code === 'MISSING_TRANSITION_TARGET' && message.endsWith('reachable.')) return false;
    if (!message.includes('local engine')) return true;
    const own = location.slice(location.lastIndexOf('States/')).startsWith(`States/${name}/`);
    return own && (!unrun || message.includes('query language'));
  });
  if (errors.length > 0) throw invalidDefinition(errors);
}

/** A state by name, wherever it is: names are unique in a whole machine. */
function find(owner: unknown, name: string): State | undefined {
  if (!isObject(owner) || !isObject(owner.States)) return undefined;
  for (const [key, state] of Object.entries(owner.States)) {
    if (!isObject(state)) continue;
    // What it looks like is checked before anything is run.
    if (key === name) return state as unknown as State;
    const inner = Array.isArray(state.Branches) ? state.Branches : [state.ItemProcessor];
    for (const child of inner) {
      const found = find(child, name);
      if (found) return found;
    }
  }
  return undefined;
}

/** A Map that reads its items from elsewhere gets those that the test has for it. */
function withItems(state: State, data: unknown): State {
  if (state.Type !== 'Map' || typeof data !== 'string') return state;
  try {
    return { ...state, Items: JSON.parse(data) };
  } catch {
    throw new ServiceError('ValidationException', 'mapItemReaderData must be valid JSON');
  }
}

function members(text: string | undefined, member: string): { [key: string]: Json } {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value as { [key: string]: Json };
  } catch {
    // Answered below, like everything else that is no object.
  }
  throw new ServiceError('ValidationException', `The member '${member}' must be a JSON object.`);
}
