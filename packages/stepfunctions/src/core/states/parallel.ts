import type { Json, ParallelState } from '../../language/types.ts';
import { currentOf, type Run } from '../run.ts';
import type { Scope } from '../state.ts';
import { leaveChildren, startChild } from './children.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html */
export async function beginParallel(run: Run, scope: Scope, state: ParallelState): Promise<void> {
  const current = currentOf(scope);
  const input =
    state.Arguments === undefined ? current.input : await run.evaluate(scope, state.Arguments, 'Arguments');
  const started = run.chain(scope, 'ParallelStateStarted');
  const length = state.Branches.length;
  current.children = {
    length,
    started: length,
    ended: 0,
    failed: 0,
    results: [],
    maxConcurrency: length,
    toleratedCount: 0,
    toleratedPercentage: 0,
  };
  scope.phase = { type: 'blocked' };
  for (let index = 0; index < length; index += 1)
    startChild(run, scope, { index, branch: index, input, previous: started });
}

export async function completeParallel(
  run: Run,
  scope: Scope,
  state: ParallelState,
  result: Json,
): Promise<void> {
  const succeeded = run.record('ParallelStateSucceeded', scope.previous);
  await leaveChildren(run, scope, state, result, succeeded);
}
