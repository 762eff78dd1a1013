import type { Diagnostic } from '../language/diagnostics.ts';

/** An exception of the Step Functions API: its name, and the message that the SDK's client will show. */
export class ServiceError extends Error {
  readonly extra: Record<string, unknown>;
  constructor(name: string, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = name;
    this.extra = extra;
  }
}

/** The sentence that AWS puts before what is wrong: `Invalid Arn: '…'`. */
const LEADS: Record<string, string> = {
  ExecutionAlreadyExists: 'Execution Already Exists',
  ExecutionDoesNotExist: 'Execution Does Not Exist',
  ExecutionNotRedrivable: 'Execution Not Redrivable',
  InvalidArn: 'Invalid Arn',
  InvalidDefinition: 'Invalid State Machine Definition',
  InvalidExecutionInput: 'Invalid State Machine Execution Input',
  InvalidName: 'Invalid Name',
  InvalidOutput: 'Invalid Output',
  InvalidToken: 'Invalid Token',
  StateMachineAlreadyExists: 'State Machine Already Exists',
  StateMachineDoesNotExist: 'State Machine Does Not Exist',
  TaskTimedOut: 'Task Timed Out',
};

export function refusal(name: string, about: string, extra?: Record<string, unknown>): ServiceError {
  const lead = LEADS[name];
  return new ServiceError(name, lead ? `${lead}: '${about}'` : about, extra);
}

/** What speaks against a definition, as the API tells it: every fault with its place, `null` where it has none. */
export function invalidDefinition(faults: readonly Diagnostic[]): ServiceError {
  const list = faults.map(({ code, message, location = 'null' }) => `${code}: ${message} at ${location}`);
  return refusal('InvalidDefinition', list.join(', '));
}

/** AWS's words for a member that breaks its constraint. */
export function validationError(member: string, value: unknown, constraint: string): ServiceError {
  const shown = value === undefined || value === null ? 'Value null' : `Value '${String(value)}'`;
  return new ServiceError(
    'ValidationException',
    `1 validation error detected: ${shown} at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}
