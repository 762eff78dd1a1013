import type { Failure } from '../core/errors.ts';
import { parseResource } from '../core/resource.ts';
import { isObject } from '../language/diagnostics.ts';
import type { Definition, Json, State } from '../language/types.ts';
import { diagnose } from '../language/validate.ts';
import { refusal, ServiceError, validationError } from './errors.ts';
import { checkJson } from './executions.ts';
import type { Input } from './input.ts';

/** What a test answers in place of the integration, the branches or the iterations. */
export interface Mock {
  result?: Json;
  failure?: Failure;
}

/** A request for TestState that has been read and found good. */
export interface Test {
  name: string;
  state: State;
  definition: Definition;
  roleArn: string;
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

const TESTED = '[Task, Wait, Pass, Succeed, Fail, Choice]';

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
  const { name, state } = stateOf(input.required('definition'), input.string('stateName'));
  const mock = readMock(input, state);
  checkMock(state, mock, input.boolean('revealSecrets') ?? false);
  const configuration = input.object('stateConfiguration') ?? {};
  const context = input.string('context');
  return {
    name,
    state,
    definition: { QueryLanguage: 'JSONata', StartAt: name, States: { [name]: state } },
    roleArn: input.string('roleArn') ?? 'arn:aws:iam::000000000000:role/TestState',
    inputText,
    input: JSON.parse(inputText),
    variables: members(input.string('variables'), 'variables'),
    ...(context === undefined ? {} : { context: members(context, 'context') }),
    level,
    ...(mock ? { mock } : {}),
    ...(typeof configuration.retrierRetryCount === 'number'
      ? { retries: configuration.retrierRetryCount }
      : {}),
    ...(typeof configuration.mapIterationFailureCount === 'number'
      ? { iterationFailures: configuration.mapIterationFailureCount }
      : {}),
  };
}

/** The state under test: the definition itself, or one of the states of a whole machine. */
function stateOf(text: string, stateName: string | undefined): { name: string; state: State } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw refusal('InvalidDefinition', 'INVALID_JSON_DESCRIPTION: The definition is not JSON');
  }
  const whole = isObject(parsed) && isObject(parsed.States);
  const machine: object = whole && isObject(parsed) ? parsed : machineOf(parsed);
  checkDefinition(whole ? text : JSON.stringify(withTargets(machine)));
  const name = whole ? stateName : 'StateName';
  if (name === undefined)
    throw new ServiceError(
      'ValidationException',
      'A stateName is required when the definition is a state machine.',
    );
  const state = find(machine, name);
  if (!state) throw new ServiceError('ValidationException', `State not found in definition: ${name}`);
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

function checkDefinition(text: string): void {
  const errors = diagnose(text).filter(
    ({ code, message }) => !(code === 'MISSING_TRANSITION_TARGET' && message.endsWith('reachable.')),
  );
  if (errors.length === 0) return;
  const list = errors.map(
    ({ code, message, location }) => `${code}: ${message}${location ? ` at ${location}` : ''}`,
  );
  throw refusal('InvalidDefinition', list.join(', '));
}

/** A state by name, wherever it is: names are unique in a whole machine. */
function find(owner: object, name: string): State | undefined {
  const { States } = owner as { States?: Record<string, State> };
  for (const [key, state] of Object.entries(States ?? {})) {
    if (key === name) return state;
    const inner =
      state.Type === 'Parallel' ? state.Branches : state.Type === 'Map' ? [state.ItemProcessor] : [];
    for (const child of inner) {
      const found = find(child, name);
      if (found) return found;
    }
  }
  return undefined;
}

function readMock(input: Input, state: State): Mock | undefined {
  const mock = input.object('mock');
  if (!mock) return undefined;
  const { result, errorOutput } = mock;
  if (result !== undefined && errorOutput !== undefined)
    throw new ServiceError(
      'ValidationException',
      'A test mock should have only one of the following fields: [result, errorOutput].',
    );
  if (isObject(errorOutput)) {
    const { error, cause } = errorOutput;
    return {
      failure: {
        ...(typeof error === 'string' ? { error } : {}),
        ...(typeof cause === 'string' ? { cause } : {}),
      },
    };
  }
  const parsed = parseResult(result);
  if (state.Type === 'Map' && !Array.isArray(parsed))
    throw new ServiceError('ValidationException', 'Mocked result must be an array.');
  if (state.Type === 'Parallel') {
    if (!Array.isArray(parsed))
      throw new ServiceError('ValidationException', 'Mocked result must be an array.');
    if (parsed.length !== state.Branches.length)
      throw new ServiceError(
        'ValidationException',
        'Mocked result must contain the same number of items as number of Parallel branches.',
      );
  }
  return { result: parsed };
}

function parseResult(result: unknown): Json {
  try {
    return JSON.parse(typeof result === 'string' ? result : '');
  } catch {
    throw new ServiceError('ValidationException', 'Mocked result must be a valid JSON string.');
  }
}

function checkMock(state: State, mock: Mock | undefined, reveal: boolean): void {
  const { Type } = state;
  if (mock && reveal)
    throw new ServiceError(
      'ValidationException',
      'TestState does not support RevealSecrets when a mock is specified.',
    );
  if (mock && Type !== 'Task' && Type !== 'Map' && Type !== 'Parallel')
    throw new ServiceError(
      'ValidationException',
      `State type '${Type}' is not supported when a mock is specified`,
    );
  if (mock) return;
  if (Type === 'Map' || Type === 'Parallel')
    throw new ServiceError(
      'InvalidDefinition',
      `TestState API does not support Map or Parallel states. Supported state types include: ${TESTED}`,
    );
  if (Type === 'Task' && parseResource(state.Resource)?.pattern !== 'request')
    throw new ServiceError(
      'InvalidDefinition',
      "TestState API does not support '.sync' or '.waitForTaskToken' integrations without a mock",
    );
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
