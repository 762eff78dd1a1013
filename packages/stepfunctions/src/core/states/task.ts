import { createHash } from 'node:crypto';
import { QueryEvaluationError, unexpectedType } from '../../language/expression.ts';
import { byteLength } from '../../language/json.ts';
import { parseResource, type Resource } from '../../language/resource.ts';
import type { Json, TaskState } from '../../language/types.ts';
import type { Failure } from '../errors.ts';
import type { ExecutionEvent } from '../events.ts';
import { details, fail } from '../failing.ts';
import { DATA_LIMIT, LONGEST_SECONDS } from '../limits.ts';
import { currentOf, dataText, type Run } from '../run.ts';
import type { Scope } from '../state.ts';

/** Schedules a task; it starts when the step has nothing else to do. https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html */
export async function beginTask(run: Run, scope: Scope, state: TaskState): Promise<void> {
  const current = currentOf(scope);
  const resource = resourceOf(state);
  const id = run.nextId();
  const token = resource.pattern === 'waitForTaskToken' ? tokenFor(run, id) : undefined;
  current.task = { id, stage: 'scheduled', ...(token ? { token } : {}) };
  const parameters =
    state.Arguments === undefined ? current.input : await run.evaluate(scope, state.Arguments, 'Arguments');
  const timeout = await secondsField(run, scope, 'TimeoutSeconds', state.TimeoutSeconds);
  const heartbeat = await secondsField(run, scope, 'HeartbeatSeconds', state.HeartbeatSeconds);
  const bounds = {
    ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
    ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
  };
  const text = dataText(parameters, scope);
  if (resource.kind === 'function')
    run.chain(scope, 'LambdaFunctionScheduled', {
      resource: resource.resource,
      input: text,
      inputDetails: { truncated: false },
      ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
    });
  else
    run.chain(scope, 'TaskScheduled', {
      resourceType: resource.service,
      resource: resource.resource,
      region: run.info.region,
      parameters: text,
      ...bounds,
    });
  current.task.parameters = parameters;
  if (timeout !== undefined) run.setTimer(`${scope.id}:timeout`, timeout);
  if (heartbeat !== undefined) {
    current.task.heartbeatSeconds = heartbeat;
    run.setTimer(`${scope.id}:heartbeat`, heartbeat);
  }
  scope.phase = { type: 'blocked' };
  run.scheduled.push(scope.id);
}

/** Records that a scheduled task starts, and asks the runner to run it. */
export function startTask(run: Run, scope: Scope): void {
  const task = scope.current?.task;
  const state = scope.current && run.definitionOf(scope);
  if (task?.stage !== 'scheduled' || state?.Type !== 'Task') return;
  const resource = resourceOf(state);
  if (resource.kind === 'function') run.chain(scope, 'LambdaFunctionStarted');
  else run.chain(scope, 'TaskStarted', nameOf(resource));
  const { parameters = null } = task;
  delete task.parameters;
  task.stage = 'started';
  run.commands.push({
    type: 'RunTask',
    task: task.id,
    resource: state.Resource,
    parameters,
    ...(task.token ? { token: task.token } : {}),
  });
}

/** Takes in what became of a task. News of a task that is no longer awaited changes nothing, and is answered with false. */
export async function taskEvent(
  run: Run,
  event: Extract<ExecutionEvent, { task: string }>,
): Promise<boolean> {
  const scope = Object.values(run.state.scopes).find(
    (candidate) => candidate.current?.task?.id === event.task,
  );
  const task = scope?.current?.task;
  const state = scope && run.definitionOf(scope);
  if (!scope || !task || state?.Type !== 'Task') return false;
  const resource = resourceOf(state);
  switch (event.type) {
    case 'Heartbeat':
      if (task.heartbeatSeconds !== undefined) run.setTimer(`${scope.id}:heartbeat`, task.heartbeatSeconds);
      break;
    case 'TaskSubmitted':
      if (task.stage !== 'started') return false;
      task.stage = 'submitted';
      run.chain(scope, 'TaskSubmitted', {
        ...nameOf(resource),
        output: JSON.stringify(event.output),
        outputDetails: { truncated: false },
      });
      break;
    case 'TaskSucceeded':
    case 'TokenSucceeded':
      await succeed(run, scope, resource, event.output);
      break;
    case 'TaskFailed':
    case 'TokenFailed':
      recordFailure(run, scope, resource, event);
      endTask(run, scope);
      // As recorded on AWS: whoever sends a failure without a name or a cause has it caught with null for them.
      await fail(run, scope, {
        ...details(event),
        ...(event.type === 'TokenFailed' ? { missing: null } : {}),
      });
  }
  return true;
}

/**
 * `TimeoutSeconds` or `HeartbeatSeconds` have passed: both are reported as States.Timeout, without a cause in the
 * history. As recorded on AWS, whoever catches that of a Lambda function sees an empty one.
 */
export async function taskTimedOut(run: Run, scope: Scope, heartbeat: boolean): Promise<void> {
  const state = run.definitionOf(scope);
  const task = scope.current?.task;
  if (state.Type !== 'Task' || !task) return;
  const resource = resourceOf(state);
  const error = 'States.Timeout';
  if (resource.kind === 'function') run.chain(scope, 'LambdaFunctionTimedOut', { error });
  else run.chain(scope, 'TaskTimedOut', { ...nameOf(resource), error });
  endTask(run, scope);
  run.commands.push({ type: 'DropTask', task: task.id });
  const aliases = heartbeat ? { aliases: ['States.HeartbeatTimeout'] } : {};
  await fail(run, scope, { error, ...(resource.service === 'lambda' ? { missing: '' } : {}), ...aliases });
}

async function succeed(run: Run, scope: Scope, resource: Resource, output: Json): Promise<void> {
  const text = JSON.stringify(output);
  endTask(run, scope);
  if (text.length > DATA_LIMIT / 4 && byteLength(text) > DATA_LIMIT) {
    const name = resource.kind === 'function' ? resource.resource : resource.service;
    const failure = {
      error: 'States.DataLimitExceeded',
      cause: `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    };
    recordFailure(run, scope, resource, failure);
    await fail(run, scope, failure);
    return;
  }
  const result = { output: text, outputDetails: { truncated: false } };
  if (resource.kind === 'function') run.chain(scope, 'LambdaFunctionSucceeded', result);
  else run.chain(scope, 'TaskSucceeded', { ...nameOf(resource), ...result });
  scope.phase = { type: 'complete', result: output };
  run.state.ready.push(scope.id);
}

function recordFailure(run: Run, scope: Scope, resource: Resource, failure: Failure): void {
  if (resource.kind === 'function') run.chain(scope, 'LambdaFunctionFailed', details(failure));
  else
    run.chain(scope, 'TaskFailed', {
      ...nameOf(resource),
      ...details(failure),
    });
}

function endTask(run: Run, scope: Scope): void {
  run.clearTimers(scope.id);
  delete currentOf(scope).task;
}

function nameOf(resource: Resource): { resourceType: string; resource: string } {
  return { resourceType: resource.service, resource: resource.resource };
}

function resourceOf(state: TaskState): Resource {
  const resource = parseResource(state.Resource);
  if (!resource) throw new Error(`The resource ${state.Resource} cannot be run.`);
  return resource;
}

/**
 * A token names its task and cannot be guessed: a digest over the engine's seed goes with it. It stays the same
 * when a step is repeated after a crash.
 */
function tokenFor(run: Run, task: string): string {
  const digest = createHash('sha256')
    .update(`${run.info.seed}|${run.info.executionArn}|${run.info.startTime}|token|${task}`)
    .digest('base64url');
  return Buffer.from(JSON.stringify([run.info.executionArn, task, digest])).toString('base64');
}

async function secondsField(
  run: Run,
  scope: Scope,
  field: string,
  template: number | string | undefined,
): Promise<number | undefined> {
  if (template === undefined) return undefined;
  const value = await run.evaluate(scope, template, field);
  if (typeof value !== 'number') throw unexpectedType(template, field, 'number', value);
  if (!Number.isInteger(value))
    throw new QueryEvaluationError(field, `The ${field} field cannot be parsed as an integer: ${value}`);
  if (value < 1 || value > LONGEST_SECONDS)
    throw new QueryEvaluationError(
      field,
      `The ${field} field must be between 1 and ${LONGEST_SECONDS}: ${value}`,
    );
  return value;
}
