import type { Failure } from '../core/errors.ts';
import { isObject } from '../language/diagnostics.ts';
import { parseResource } from '../language/resource.ts';
import type { Json, State } from '../language/types.ts';
import { ServiceError, validationError } from './errors.ts';
import type { Input } from './input.ts';
import { type Mode, mockProblem } from './test-mock-fields.ts';

/** What a test answers in place of the integration, the branches or the iterations. */
export interface Mock {
  result?: Json;
  /** The result as it was written: AWS gives it back like that where nothing changes it. */
  text?: string;
  failure?: Failure;
}

const TESTED = '[Task, Wait, Pass, Succeed, Fail, Choice]';
const MODES = ['STRICT', 'PRESENT', 'NONE'];

export const refused = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** Reads the mock of a test, and refuses one that does not fit the state, in AWS's words. */
export function readMock(input: Input, state: State): Mock | undefined {
  const given = input.object('mock');
  if (!given) {
    checkUnmocked(state);
    return undefined;
  }
  const { result, errorOutput } = given;
  if (result !== undefined && errorOutput !== undefined)
    throw refused('A test mock should have only one of the following fields: [result, errorOutput].');
  const mode = modeOf(given.fieldValidationMode);
  const mock = isObject(errorOutput)
    ? { failure: failureOf(errorOutput) }
    : { result: parsed(result), text: String(result) };
  if (input.boolean('revealSecrets') ?? false)
    throw refused('TestState does not support RevealSecrets when a mock is specified.');
  if (state.Type !== 'Task' && state.Type !== 'Map' && state.Type !== 'Parallel')
    throw refused(`State type '${state.Type}' is not supported when a mock is specified`);
  if ('result' in mock) checkResult(state, mock.result, mode);
  return mock;
}

function modeOf(value: unknown): Mode {
  const mode = value ?? 'STRICT';
  if (typeof mode === 'string' && MODES.includes(mode)) return mode as Mode;
  throw validationError(
    'mock.fieldValidationMode',
    mode,
    `Member must satisfy enum value set: [${MODES.join(', ')}]`,
  );
}

function failureOf({ error, cause }: { [key: string]: unknown }): Failure {
  return {
    ...(typeof error === 'string' ? { error } : {}),
    ...(typeof cause === 'string' ? { cause } : {}),
  };
}

function parsed(result: unknown): Json {
  try {
    return JSON.parse(typeof result === 'string' ? result : '');
  } catch {
    throw refused('Mocked result must be valid JSON');
  }
}

/** A Map's results go into an array, or, written by a ResultWriter, into an object that says where they are. */
function checkResult(state: State, result: Json, mode: Mode): void {
  if (state.Type === 'Map' && 'ResultWriter' in state) {
    if (!isObject(result)) throw refused('Mocked result must be a JSON object.');
  } else if (state.Type === 'Map' || state.Type === 'Parallel') {
    if (!Array.isArray(result)) throw refused('Mocked result must be an array.');
    if (state.Type === 'Parallel' && result.length !== state.Branches.length)
      throw refused('Mocked result must contain the same number of items as number of Parallel branches.');
  } else if (state.Type === 'Task') {
    const problem = mockProblem(state.Resource, result, mode);
    if (problem) throw refused(`Mock result schema validation error: ${problem}`);
  }
}

function checkUnmocked(state: State): void {
  if (state.Type === 'Map' || state.Type === 'Parallel')
    throw new ServiceError(
      'InvalidDefinition',
      `TestState API does not support Map or Parallel states. Supported state types include: ${TESTED}`,
    );
  if (state.Type === 'Task' && parseResource(state.Resource)?.pattern !== 'request')
    throw new ServiceError(
      'InvalidDefinition',
      "TestState API does not support '.sync' or '.waitForTaskToken' integrations without a mock",
    );
}
