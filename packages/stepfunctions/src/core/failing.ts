import { QueryEvaluationError } from '../language/expression.ts';
import type { Retrier } from '../language/types.ts';
import { errorOutput, type Failure, isTerminal, matches, StateError } from './errors.ts';
import { currentOf, type Run } from './run.ts';
import type { Scope } from './state.ts';
import { abortChildren, childrenOf, childSettled, tolerates } from './states/children.ts';
import { leave } from './transition.ts';

/**
 * Turns what was thrown inside a state into a failure. A failed expression leaves an EvaluationFailed event, and a
 * cause of the interpreter's own says where: "An error occurred while executing the state 'X' (entered at …)".
 */
export function failureOf(run: Run, scope: Scope, thrown: unknown): Failure {
  const current = currentOf(scope);
  const where = `An error occurred while executing the state '${current.name}' (entered at the event id #${current.enteredEventId}). `;
  if (thrown instanceof QueryEvaluationError) {
    const failure = { error: 'States.QueryEvaluationError', cause: where + thrown.message };
    const location = thrown.location === undefined ? {} : { location: thrown.location };
    const previous = beforeEvaluation(run, scope, thrown);
    scope.previous = run.record('EvaluationFailed', previous, {
      ...failure,
      ...location,
      state: current.name,
    });
    return failure;
  }
  if (thrown instanceof StateError)
    return {
      error: thrown.error,
      cause: thrown.whole ? thrown.message : where + thrown.message,
      ...(thrown.error === 'States.DataLimitExceeded' ? { unlisted: true } : {}),
    };
  throw thrown;
}

/**
 * The event that a failed evaluation follows. As recorded on AWS, a state's entry is not on the chain until the state
 * has left another event: the failure follows the event before the entry. Only a Wait whose Timestamp cannot be used
 * has been entered for good.
 */
function beforeEvaluation(run: Run, scope: Scope, { location }: QueryEvaluationError): number {
  const { enteredEventId, enteredAfter } = currentOf(scope);
  const waited = run.definitionOf(scope).Type === 'Wait' && location === 'Timestamp';
  return scope.previous === enteredEventId && !waited ? enteredAfter : scope.previous;
}

/**
 * A state has failed. Should nobody handle that, the execution is redriven from here; a failure that was handled
 * leaves nothing behind.
 */
export async function fail(run: Run, scope: Scope, failure: Failure): Promise<void> {
  run.remember();
  await handle(run, scope, failure);
  if (!run.state.closed) delete run.state.unfinished;
}

/** Retries or catches a failure, or passes it on to the state around the scope and in the end to the execution. */
async function handle(run: Run, scope: Scope, first: Failure): Promise<void> {
  let failure = first;
  const definition = run.definitionOf(scope);
  run.clearTimers(scope.id);
  if (isTerminal(failure)) {
    failExecution(run, scope.previous, failure);
    return;
  }
  if (definition.Type === 'Task' || definition.Type === 'Parallel' || definition.Type === 'Map') {
    if (definition.Type !== 'Task') abortChildren(run, scope, undefined, scope.previous);
    if (retry(run, scope, definition.Retry ?? [], failure)) return;
    const before = scope.previous;
    recordStateFailed(run, scope);
    const index = definition.Catch?.findIndex((catcher) => matches(catcher.ErrorEquals, failure)) ?? -1;
    const catcher = definition.Catch?.[index];
    if (catcher) {
      const output = errorOutput(failure);
      try {
        await leave(run, scope, catcher, catcher.Next, {
          errorOutput: output,
          otherwise: output,
          prefix: `Catch[${index}]/`,
        });
        if (!run.state.ready.includes(scope.id)) run.state.ready.push(scope.id);
        return;
      } catch (thrown) {
        scope.previous = before;
        failure = failureOf(run, scope, thrown);
        recordStateFailed(run, scope);
      }
    }
  }
  await passOn(run, scope, failure);
}

/** Hands a failure that nobody caught to the state around the scope, or ends the execution with it. */
async function passOn(run: Run, scope: Scope, failure: Failure): Promise<void> {
  if (scope.parent === null) {
    failExecution(run, scope.previous, failure);
    return;
  }
  const parent = run.scope(scope.parent);
  if (tolerates(run, parent)) {
    const previous = scope.previous;
    run.record('MapIterationFailed', previous, { name: currentOf(parent).name, index: scope.index });
    childrenOf(parent).failed += 1;
    childSettled(run, parent, scope, errorOutput(failure), previous);
    return;
  }
  const exceeded = run.definitionOf(parent).Type === 'Map' && childrenOf(parent).failed > 0;
  const inBranch = run.definitionOf(parent).Type === 'Parallel' ? ['States.BranchFailed'] : [];
  parent.previous = scope.previous;
  abortChildren(run, parent, scope, scope.previous);
  await handle(
    run,
    parent,
    exceeded
      ? {
          error: 'States.ExceedToleratedFailureThreshold',
          cause: 'The specified tolerated failure threshold was exceeded',
        }
      : { ...failure, aliases: [...(failure.aliases ?? []), ...inBranch] },
  );
}

export function failExecution(run: Run, previous: number, failure: Failure): void {
  run.record('ExecutionFailed', previous, details(failure));
  run.close({ status: 'FAILED', ...details(failure) });
}

export function details(failure: { error?: string; cause?: string }): { error?: string; cause?: string } {
  return {
    ...(failure.error === undefined ? {} : { error: failure.error }),
    ...(failure.cause === undefined ? {} : { cause: failure.cause }),
  };
}

function recordStateFailed(run: Run, scope: Scope): void {
  const { Type } = run.definitionOf(scope);
  if (Type === 'Parallel' || Type === 'Map') run.chain(scope, `${Type}StateFailed`);
}

/**
 * The first retrier that covers the failure decides: it waits and tries again, or has no attempts left.
 * The defaults are those of https://states-language.net/#retrying-after-error.
 */
function retry(run: Run, scope: Scope, retriers: readonly Retrier[], failure: Failure): boolean {
  const index = retriers.findIndex((retrier) => matches(retrier.ErrorEquals, failure));
  const retrier = retriers[index];
  if (!retrier) return false;
  const current = currentOf(scope);
  const used = current.attempts[index] ?? 0;
  if (used >= (retrier.MaxAttempts ?? 3)) return false;
  const backoff = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** used;
  const longest = Math.min(backoff, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  const seconds = retrier.JitterStrategy === 'FULL' ? longest * run.random() : longest;
  for (let at = 0; at <= index; at += 1) current.attempts[at] ??= 0;
  current.attempts[index] = used + 1;
  current.retryCount += 1;
  delete current.children;
  delete current.task;
  if (seconds > 0) {
    scope.phase = { type: 'blocked' };
    run.setTimer(`${scope.id}:retry`, seconds);
  } else {
    scope.phase = { type: 'begin' };
    if (!run.state.ready.includes(scope.id)) run.state.ready.push(scope.id);
  }
  return true;
}
