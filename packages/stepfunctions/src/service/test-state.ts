import type { Clock } from '../clock.ts';
import { type Failure, matches } from '../core/errors.ts';
import type { ExecutionEvent } from '../core/events.ts';
import { details, fail } from '../core/failing.ts';
import { Machine } from '../core/machine.ts';
import { currentOf, Run } from '../core/run.ts';
import type { ExecutionInfo, Scope } from '../core/state.ts';
import { childrenOf, removeScope } from '../core/states/children.ts';
import { taskEvent } from '../core/states/task.ts';
import { advance, initialState } from '../core/step.ts';
import { type Place, randomUUID, statesArn } from '../identity.ts';
import type { Json, MapState, ParallelState, State, TaskState } from '../language/types.ts';
import type { ExecutionRow, RunTask } from '../store/executions.ts';
import type { Input } from './input.ts';
import { defaultContext } from './test-context.ts';
import { readTest, type Test } from './test-input.ts';
import type { Mock } from './test-mock.ts';

/**
 * TestState: one state, run alone, with its integration called or mocked.
 * https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
 */
export class TestService {
  readonly #clock: Clock;
  readonly #place: Place;
  readonly #seed: string;
  readonly #runTask: (execution: ExecutionRow, task: RunTask) => Promise<ExecutionEvent>;

  constructor(parts: {
    clock: Clock;
    place: Place;
    seed: string;
    runTask: (execution: ExecutionRow, task: RunTask) => Promise<ExecutionEvent>;
  }) {
    this.#clock = parts.clock;
    this.#place = parts.place;
    this.#seed = parts.seed;
    this.#runTask = parts.runTask;
  }

  async testState(input: Input): Promise<Record<string, unknown>> {
    const test = readTest(input);
    const run = new Run(new Machine(test.definition), this.#info(test), initialState(), this.#clock.now());
    const scope = rootScope(test, run.nextId());
    run.state.scopes[scope.id] = scope;
    await move(run, scope);
    const seen = new Inspection(test, currentOf(scope));
    const failure = await this.#play(run, scope, test, seen);
    return answer(run, scope, test, seen, failure);
  }

  /** Runs the state with what is mocked or really called; gives back what it failed with, if it did. */
  async #play(run: Run, scope: Scope, test: Test, seen: Inspection): Promise<Failure | undefined> {
    const { state, mock } = test;
    presetRetries(scope, state, test);
    await move(run, scope);
    if (scope.phase.type !== 'blocked' || run.state.closed) return recordedFailure(run);
    if (state.Type === 'Wait') {
      scope.phase = { type: 'complete', result: null };
    } else if (state.Type === 'Task') {
      const event = mock ? mockedEvent(scope, mock) : await this.#call(run, scope, state);
      seen.called(event);
      if (event.type === 'TaskFailed') presetRetries(scope, state, test, event);
      await taskEvent(run, event);
      if (event.type === 'TaskFailed') return details(event);
    } else if (mock && (state.Type === 'Map' || state.Type === 'Parallel')) {
      const failure = mock.failure ?? exceeded(scope, test);
      seen.children(run, scope);
      for (const child of Object.values(run.state.scopes))
        if (child.parent === scope.id) removeScope(run, child);
      if (failure) {
        presetRetries(scope, state, test, failure);
        await fail(run, scope, failure);
        return failure;
      }
      scope.phase = { type: 'complete', result: mock.result ?? null };
    }
    if (!run.state.closed && scope.phase.type === 'complete') await move(run, scope);
    return recordedFailure(run);
  }

  async #call(run: Run, scope: Scope, state: TaskState): Promise<Extract<ExecutionEvent, { task: string }>> {
    const { task } = currentOf(scope);
    const { info } = run;
    const row = { id: 0, arn: info.executionArn, machine: info.stateMachineArn } as ExecutionRow;
    const command: RunTask = {
      type: 'RunTask',
      task: task?.id ?? '',
      resource: state.Resource,
      parameters: task?.parameters ?? null,
    };
    const event = await this.#runTask(row, command);
    if (!('task' in event)) throw new Error('A task gave no answer of its own.');
    return event;
  }

  #info(test: Test): ExecutionInfo {
    const [stateMachineName, name] = [randomUUID(), randomUUID()];
    const executionArn = statesArn(this.#place, 'express', stateMachineName, name);
    const stateMachineArn = statesArn(this.#place, 'stateMachine', stateMachineName);
    const now = this.#clock.now();
    const machine = { executionArn, executionName: name, stateMachineArn, stateMachineName, now };
    return {
      executionArn,
      name,
      roleArn: test.roleArn ?? '',
      stateMachineArn,
      stateMachineName,
      startTime: now,
      redriveCount: 0,
      inputText: test.inputText,
      input: test.input,
      region: this.#place.region,
      context: test.context ?? defaultContext({ ...test, ...machine }),
      seed: `${this.#seed}|${name}`,
    };
  }
}

/** What DEBUG and TRACE show of the way through the state; every value is JSON text. */
class Inspection {
  result: Json | undefined;
  readonly #data: Record<string, unknown> = {};
  readonly #current: { task?: { parameters?: Json } };
  readonly #mocked: string | undefined;

  constructor({ state, inputText, mock }: Test, current: { task?: { parameters?: Json } }) {
    this.#current = current;
    this.#mocked = mock?.text;
    this.#data.input = inputText;
    if (state.Type === 'Map' && state.MaxConcurrency === undefined) this.#data.maxConcurrency = 0;
  }

  called(event: ExecutionEvent): void {
    const parameters = this.#current.task?.parameters;
    if (parameters !== undefined) this.#data.afterArguments = JSON.stringify(parameters);
    if (event.type === 'TaskSucceeded') this.result = event.output;
  }

  /** What a Map shows; as recorded on AWS, a Parallel shows nothing of its branches. */
  children(run: Run, scope: Scope): void {
    const { maxConcurrency, toleratedCount, toleratedPercentage } = childrenOf(scope);
    const state = run.definitionOf(scope);
    const inputs = Object.values(run.state.scopes).flatMap(({ parent, phase }) =>
      parent === scope.id && phase.type === 'enter' ? [phase.input] : [],
    );
    if (state.Type !== 'Map') return;
    if (state.ItemSelector !== undefined) this.#data.afterItemSelector = JSON.stringify(inputs);
    if (state.MaxConcurrency !== undefined) this.#data.maxConcurrency = maxConcurrency;
    if (state.ToleratedFailureCount !== undefined) this.#data.toleratedFailureCount = toleratedCount;
    if (state.ToleratedFailurePercentage !== undefined)
      this.#data.toleratedFailurePercentage = toleratedPercentage;
  }

  data(variables: Record<string, Json>, errorDetails: object | undefined): Record<string, unknown> {
    return {
      ...this.#data,
      ...(this.result === undefined ? {} : { result: this.#mocked ?? JSON.stringify(this.result) }),
      ...(Object.keys(variables).length > 0 ? { variables: JSON.stringify(variables) } : {}),
      ...(errorDetails ? { errorDetails } : {}),
    };
  }
}

/** One move of the state under test, and the end of the execution with it when nothing comes after the state. */
async function move(run: Run, scope: Scope): Promise<void> {
  await advance(run, scope);
  if (scope.phase.type === 'end') await advance(run, scope);
}

function rootScope(test: Test, id: string): Scope {
  return {
    id,
    parent: null,
    index: 0,
    path: '',
    variables: { ...test.variables },
    previous: 0,
    phase: { type: 'enter', name: test.name, input: test.input },
    current: null,
  };
}

/** Lets the retrier that covers a failure have been used as often as the test says. */
function presetRetries(scope: Scope, state: State, test: Test, failure?: Failure): void {
  if (test.retries === undefined || !('Retry' in state)) return;
  const current = currentOf(scope);
  current.retryCount = test.retries;
  const index = failure
    ? (state.Retry?.findIndex((retrier) => matches(retrier.ErrorEquals, failure)) ?? -1)
    : -1;
  for (let at = 0; at <= index; at += 1) current.attempts[at] = at === index ? test.retries : 0;
}

function mockedEvent(scope: Scope, mock: Mock): Extract<ExecutionEvent, { task: string }> {
  const task = currentOf(scope).task?.id ?? '';
  if (mock.failure) return { type: 'TaskFailed', task, ...details(mock.failure) };
  return { type: 'TaskSucceeded', task, output: mock.result ?? null };
}

/**
 * A mocked Map fails when more iterations are said to have failed than it says that it tolerates; as recorded on AWS,
 * one that says nothing of that goes by its mock alone.
 */
function exceeded(scope: Scope, test: Test): Failure | undefined {
  const { state, iterationFailures: failures = 0 } = test;
  const { length, toleratedCount, toleratedPercentage } = childrenOf(scope);
  const bounded = 'ToleratedFailureCount' in state || 'ToleratedFailurePercentage' in state;
  if (!bounded || failures <= toleratedCount || (failures / length) * 100 <= toleratedPercentage)
    return undefined;
  return {
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  };
}

/** The failure of an expression, which the core handles itself, as the history has it. */
function recordedFailure(run: Run): Failure | undefined {
  const { closed } = run.state;
  if (closed && closed.status !== 'SUCCEEDED')
    return 'error' in closed || 'cause' in closed ? details(closed) : {};
  const event = run.history.find((candidate) => candidate.type === 'EvaluationFailed');
  const failed = event?.evaluationFailedEventDetails;
  return failed ? { error: String(failed.error), cause: String(failed.cause) } : undefined;
}

function answer(
  run: Run,
  scope: Scope,
  test: Test,
  seen: Inspection,
  failure: Failure | undefined,
): Record<string, unknown> {
  const { closed } = run.state;
  const next = scope.phase.type === 'enter' && !closed ? scope.phase : undefined;
  const due = run.state.timers[`${scope.id}:retry`];
  const retried = !closed && failure && !next ? ((due ?? run.now) - run.now) / 1000 : undefined;
  const output = closed?.status === 'SUCCEEDED' ? closed.output : next?.input;
  const inspect = test.level !== 'INFO';
  const errorDetails = failure && detailsOf(test.state, failure, retried, next !== undefined);
  return {
    ...(output === undefined ? {} : { output: textOf(output, test, failure) }),
    ...(failure ? details(failure) : {}),
    ...(inspect ? { inspectionData: seen.data(scope.variables, errorDetails) } : {}),
    ...(next ? { nextState: next.name } : {}),
    status: statusOf(closed?.status, failure, retried),
  };
}

/** What nothing shapes comes out as it was written: the mocked result, or the input. */
function textOf(output: Json, { state, mock, inputText }: Test, failure: Failure | undefined): string {
  const written = mock?.text ?? (state.Type === 'Task' ? undefined : inputText);
  const rule = state.Type === 'Choice' && state.Choices.some((choice) => 'Output' in choice);
  if (written === undefined || failure || rule || 'Output' in state) return JSON.stringify(output);
  return written;
}

function statusOf(
  closed: string | undefined,
  failure: Failure | undefined,
  retried: number | undefined,
): string {
  if (retried !== undefined) return 'RETRIABLE';
  if (failure && closed === undefined) return 'CAUGHT_ERROR';
  return closed === 'SUCCEEDED' || closed === undefined ? 'SUCCEEDED' : 'FAILED';
}

/** Which retrier or catcher took the error, or which retrier has no attempts left for it. */
function detailsOf(
  state: State,
  failure: Failure,
  retried: number | undefined,
  caught: boolean,
): object | undefined {
  const { Retry = [], Catch = [] } = state as TaskState | MapState | ParallelState;
  if (caught) return { catchIndex: Catch.findIndex((catcher) => matches(catcher.ErrorEquals, failure)) };
  const retryIndex = Retry.findIndex((retrier) => matches(retrier.ErrorEquals, failure));
  if (retryIndex < 0) return undefined;
  return { retryIndex, ...(retried === undefined ? {} : { retryBackoffIntervalSeconds: retried }) };
}
