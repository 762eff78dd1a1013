import { isObject } from '../language/diagnostics.ts';
import { parseResource } from '../language/resource.ts';
import type { Json, State } from '../language/types.ts';
import { ServiceError } from './errors.ts';

type Context = { [key: string]: Json };

/** The members of each part of the context object, and what they must be where AWS checks it. */
const PARTS: Record<string, Record<string, 'string' | 'any'>> = {
  Execution: {
    Id: 'string',
    Input: 'any',
    Name: 'string',
    RoleArn: 'string',
    StartTime: 'string',
    RedriveCount: 'any',
    RedriveTime: 'string',
  },
  State: { EnteredTime: 'string', Name: 'string', RetryCount: 'any' },
  StateMachine: { Id: 'string', Name: 'string' },
  Task: { Token: 'string' },
};

/** Reads the context object that a test brings along; it then stands for the whole of `$states.context`. */
export function readContext(text: string | undefined, state: State): Context | undefined {
  if (text === undefined) return undefined;
  let context: unknown;
  try {
    context = JSON.parse(text);
  } catch {
    // Answered below, like everything else that is no object.
  }
  if (!isObject(context)) throw invalid('Context object must be a JSON object');
  for (const [part, members] of Object.entries(context)) check(part, members, state);
  return context as Context;
}

function check(part: string, members: unknown, state: State): void {
  if (part === 'Map') throw invalid("'Map' field is not supported when mocking a Context object");
  const known = PARTS[part];
  if (!known) throw invalid(`Field '${part}' is not allowed`);
  const pattern = state.Type === 'Task' ? parseResource(state.Resource)?.pattern : 'request';
  if (part === 'Task' && pattern === 'request')
    throw invalid(
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    );
  if (!isObject(members)) throw invalid(`${part} must be an object`);
  for (const [name, value] of Object.entries(members)) {
    if (!(name in known)) throw invalid(`Field '${name}' is not allowed`);
    if (known[name] === 'string' && typeof value !== 'string')
      throw invalid(`${part}.${name} must be a string`);
  }
}

const invalid = (what: string): ServiceError =>
  new ServiceError('ValidationException', `Invalid Context object provided: ${what}`);

/** The context object of a test that brings none: an express execution of a machine that nobody has created. */
export function defaultContext(test: {
  state: State;
  input: Json;
  retries?: number;
  executionArn: string;
  executionName: string;
  roleArn?: string;
  stateMachineArn: string;
  stateMachineName: string;
  now: number;
}): Context {
  const { state } = test;
  const time = new Date(test.now).toISOString();
  const waits = state.Type === 'Task' && parseResource(state.Resource)?.pattern === 'waitForTaskToken';
  const retried = state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map';
  return {
    Execution: {
      Id: test.executionArn,
      Input: test.input,
      Name: test.executionName,
      RoleArn: test.roleArn ?? null,
      StartTime: time,
    },
    StateMachine: { Id: test.stateMachineArn, Name: test.stateMachineName },
    // As recorded on AWS: StateName, also for a state of a whole machine.
    State: { Name: 'StateName', EnteredTime: time, ...(retried ? { RetryCount: test.retries ?? 0 } : {}) },
    ...(waits ? { Task: { Token: Buffer.from(test.executionArn).toString('base64') } } : {}),
  };
}
