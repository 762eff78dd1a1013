import type { Json, MapState, ParallelState } from '../../language/types.ts';
import { Machine } from '../machine.ts';
import { currentOf, type Run } from '../run.ts';
import type { Children, Scope } from '../state.ts';
import { leave } from '../transition.ts';

/** Starts a branch or an iteration: a scope of its own that follows `previous` in the history. */
export function startChild(
  run: Run,
  parent: Scope,
  child: { index: number; branch?: number; input: Json; previous: number; item?: Scope['item'] },
): void {
  const path = Machine.below(parent.path, currentOf(parent).name, child.branch ?? 0);
  const id = run.nextId();
  run.state.scopes[id] = {
    id,
    parent: parent.id,
    index: child.index,
    path,
    variables: {},
    previous: child.previous,
    phase: { type: 'enter', name: run.machine.statesAt(path).StartAt, input: child.input },
    current: null,
    ...(child.item ? { item: child.item } : {}),
  };
  run.state.ready.push(id);
}

export function childrenOf(scope: Scope): Children {
  const { children } = currentOf(scope);
  if (!children) throw new Error(`The state of scope ${scope.id} has no children.`);
  return children;
}

/** The scopes that run inside a Parallel or Map state, in order of branch or item. */
function childScopes(run: Run, parent: Scope): Scope[] {
  return Object.values(run.state.scopes)
    .filter((scope) => scope.parent === parent.id)
    .sort((one, other) => one.index - other.index);
}

/** Takes the output of a branch or an iteration that ended well, and wakes the state around it. */
export function childEnded(run: Run, child: Scope, output: Json): void {
  const parent = run.scope(child.parent ?? '');
  const isMap = run.definitionOf(parent).Type === 'Map';
  const details = { name: currentOf(parent).name, index: child.index };
  const last = isMap ? run.record('MapIterationSucceeded', child.previous, details) : child.previous;
  childSettled(run, parent, child, output, last);
}

/**
 * A child has ended, well or tolerated: keeps its output. The last one completes the state around it; a Map that has
 * items left starts the next in its place, before anything else goes on. `last` is the child's last event.
 */
export function childSettled(run: Run, parent: Scope, child: Scope, output: Json, last: number): void {
  const children = childrenOf(parent);
  children.results[child.index] = output;
  children.ended += 1;
  delete run.state.scopes[child.id];
  parent.previous = child.previous;
  if (children.ended === children.length) {
    parent.previous = last;
    completeWithResults(run, parent);
  } else if (children.started < children.length) {
    parent.phase = { type: 'iterate' };
    if (!run.state.ready.includes(parent.id)) run.state.ready.unshift(parent.id);
  }
}

export function completeWithResults(run: Run, parent: Scope): void {
  parent.phase = { type: 'complete', result: childrenOf(parent).results };
  run.state.ready.push(parent.id);
}

/**
 * Leaves a state whose children have ended well. As recorded on AWS, the exit follows the last event of a child and
 * passes the succeeded event by; a failure of the state's own Assign or Output follows the succeeded event.
 */
export async function leaveChildren(
  run: Run,
  scope: Scope,
  state: MapState | ParallelState,
  result: Json,
  succeeded: number,
): Promise<void> {
  const before = scope.previous;
  try {
    await leave(run, scope, state, state.Next, { result, otherwise: result });
  } catch (thrown) {
    if (scope.previous === before) scope.previous = succeeded;
    throw thrown;
  }
}

/** Whether a Map still tolerates one more failed iteration. https://states-language.net/#map-state */
export function tolerates(run: Run, parent: Scope): boolean {
  if (run.definitionOf(parent).Type !== 'Map') return false;
  const children = childrenOf(parent);
  const failed = children.failed + 1;
  return (
    failed <= children.toleratedCount || (failed / children.length) * 100 <= children.toleratedPercentage
  );
}

/** Takes a scope and everything inside it out of the execution, with the tasks and timers they had. */
export function removeScope(run: Run, scope: Scope): void {
  for (const child of childScopes(run, scope)) removeScope(run, child);
  run.clearTimers(scope.id);
  if (scope.current?.task) run.commands.push({ type: 'DropTask', task: scope.current.task.id });
  run.state.ready = run.state.ready.filter((id) => id !== scope.id);
  delete run.state.scopes[scope.id];
}

/**
 * Stops what runs inside a failing Parallel or Map. As recorded on AWS: each iteration gets its aborted event (the
 * failing one its failed event), followed by the abortion of the state it was in; none of them moves a chain.
 */
export function abortChildren(run: Run, parent: Scope, failing: Scope | undefined, previous: number): void {
  const isMap = run.definitionOf(parent).Type === 'Map';
  const { name } = currentOf(parent);
  const inOrder = childScopes(run, parent).sort(
    (one, other) => Number(other === failing) - Number(one === failing),
  );
  for (const child of inOrder) {
    if (isMap) {
      const type = child === failing ? 'MapIterationFailed' : 'MapIterationAborted';
      run.record(type, previous, { name, index: child.index });
    }
    abortState(run, child, previous, child === failing);
    removeScope(run, child);
  }
}

/** A state that was at work leaves an aborted event; of the failing scope only a task does, as its failure is recorded. */
function abortState(run: Run, scope: Scope, previous: number, failing: boolean): void {
  if (!scope.current || (scope.phase.type !== 'blocked' && scope.phase.type !== 'iterate')) return;
  const { Type } = run.definitionOf(scope);
  if (failing && Type !== 'Task') return;
  for (const child of childScopes(run, scope)) {
    if (Type === 'Map')
      run.record('MapIterationAborted', previous, { name: scope.current.name, index: child.index });
    abortState(run, child, previous, false);
  }
  if (Type === 'Task' || Type === 'Wait' || Type === 'Parallel' || Type === 'Map')
    run.record(`${Type}StateAborted`, previous);
}
