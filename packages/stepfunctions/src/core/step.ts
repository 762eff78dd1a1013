import type { Json } from '../language/types.ts';
import type { Command, ExecutionEvent, HistoryEvent } from './events.ts';
import { details, fail, failExecution, failureOf } from './failing.ts';
import { TRANSITIONS_PER_STEP } from './limits.ts';
import type { Machine } from './machine.ts';
import { HistoryFull, Run } from './run.ts';
import type { ExecutionInfo, ExecutionState, Scope } from './state.ts';
import { childEnded } from './states/children.ts';
import { beginChoice } from './states/choice.ts';
import { beginMap, completeMap, iterate } from './states/map.ts';
import { beginParallel, completeParallel } from './states/parallel.ts';
import { beginFail, beginPass, beginSucceed } from './states/simple.ts';
import { beginTask, startTask, taskEvent, taskTimedOut } from './states/task.ts';
import { beginWait, completeWait } from './states/wait.ts';
import { enter, leave } from './transition.ts';

interface StepResult {
  state: ExecutionState;
  history: HistoryEvent[];
  commands: Command[];
  /** Whether the event still concerned anyone: news of a task that is no longer awaited is refused. */
  accepted: boolean;
}

/** An execution before its first event. */
export function initialState(): ExecutionState {
  return { events: 0, ids: 0, draws: 0, scopes: {}, ready: [], timers: {} };
}

/**
 * One step of an execution: what `event` makes of `state`, carried on until everything waits, the execution has
 * ended, or it is another's turn. It reads nothing but its arguments and changes none of them, so the same step
 * taken again gives the same state, history and commands.
 */
export async function step(
  machine: Machine,
  info: ExecutionInfo,
  state: ExecutionState,
  event: ExecutionEvent,
  now: number,
): Promise<StepResult> {
  const run = new Run(machine, info, structuredClone(state), now);
  let accepted = false;
  if (!run.state.closed || event.type === 'Redrive') {
    try {
      accepted = await receive(run, event);
      await settle(run);
    } catch (thrown) {
      if (!(thrown instanceof HistoryFull)) throw thrown;
      failExecution(run, run.state.events, {
        error: 'States.Runtime',
        cause: 'The execution reached the maximum number of history events (25000).',
      });
    }
  }
  return { state: run.state, history: run.history, commands: run.commands, accepted };
}

async function receive(run: Run, event: ExecutionEvent): Promise<boolean> {
  switch (event.type) {
    case 'Start':
      start(run);
      return true;
    case 'Continue':
      return true;
    case 'Stop':
      run.record('ExecutionAborted', 0, details(event));
      dropTasks(run);
      run.close({ status: 'ABORTED', ...details(event) });
      return true;
    case 'Redrive':
      return redrive(run);
    case 'TimerFired':
      await timerFired(run, event.timer);
      return true;
    default:
      return taskEvent(run, event);
  }
}

function start(run: Run): void {
  const { info, machine } = run;
  run.record('ExecutionStarted', 0, {
    input: info.inputText,
    inputDetails: { truncated: false },
    roleArn: info.roleArn,
    stateMachineAliasArn: info.stateMachineAliasArn,
    stateMachineVersionArn: info.stateMachineVersionArn,
  });
  const id = run.nextId();
  const { StartAt, TimeoutSeconds } = machine.definition;
  run.state.scopes[id] = {
    id,
    parent: null,
    index: 0,
    path: '',
    variables: {},
    previous: 0,
    phase: { type: 'enter', name: StartAt, input: info.input },
    current: null,
  };
  run.state.ready.push(id);
  if (TimeoutSeconds !== undefined) run.setTimer('execution', TimeoutSeconds);
}

/**
 * Takes an execution up again where it failed, was stopped or timed out: what had ended well is not run again,
 * retries start from zero, the timeouts anew.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
function redrive(run: Run): boolean {
  const { unfinished } = run.state;
  if (!run.state.closed || !unfinished) return false;
  delete run.state.closed;
  delete run.state.unfinished;
  run.state.scopes = unfinished;
  const redriven = run.record('ExecutionRedriven', run.state.events, { redriveCount: run.info.redriveCount });
  for (const scope of Object.values(unfinished)) {
    const { current } = scope;
    if (current?.children) {
      if (scope.phase.type === 'iterate') run.state.ready.push(scope.id);
      continue;
    }
    scope.previous = redriven;
    if (current) {
      current.attempts = [];
      current.retryCount = 0;
      delete current.task;
      scope.phase = { type: 'begin' };
    }
    run.state.ready.push(scope.id);
  }
  const { TimeoutSeconds } = run.machine.definition;
  if (TimeoutSeconds !== undefined) run.setTimer('execution', TimeoutSeconds);
  return true;
}

/** A timer that was taken back or moved meanwhile is no longer due; then nothing happens. */
async function timerFired(run: Run, timer: string): Promise<void> {
  const due = run.state.timers[timer];
  if (due === undefined || due > run.now) return;
  delete run.state.timers[timer];
  if (timer === 'execution') {
    run.record('ExecutionTimedOut', 0, { error: 'States.Timeout' });
    dropTasks(run);
    run.close({ status: 'TIMED_OUT' });
    return;
  }
  const [id = '', purpose] = timer.split(':');
  const scope = run.scope(id);
  if (purpose === 'timeout' || purpose === 'heartbeat')
    await taskTimedOut(run, scope, purpose === 'heartbeat');
  else {
    scope.phase = purpose === 'retry' ? { type: 'begin' } : { type: 'complete', result: null };
    run.state.ready.push(id);
  }
}

function dropTasks(run: Run): void {
  for (const scope of Object.values(run.state.scopes))
    if (scope.current?.task) run.commands.push({ type: 'DropTask', task: scope.current.task.id });
}

async function settle(run: Run): Promise<void> {
  let left = TRANSITIONS_PER_STEP;
  while (left > 0 && !run.state.closed) {
    const id = run.state.ready.shift();
    if (id === undefined) break;
    while (left > 0 && !run.state.closed) {
      const scope = run.state.scopes[id];
      if (!scope || scope.phase.type === 'blocked') break;
      left -= 1;
      await advance(run, scope);
    }
    const scope = run.state.scopes[id];
    if (scope && scope.phase.type !== 'blocked' && !run.state.ready.includes(id)) run.state.ready.unshift(id);
  }
  for (const id of run.scheduled) {
    const scope = run.state.scopes[id];
    if (scope) startTask(run, scope);
  }
}

/** Takes a scope through one phase of its state. */
export async function advance(run: Run, scope: Scope): Promise<void> {
  try {
    switch (scope.phase.type) {
      case 'enter':
        enter(run, scope, scope.phase.name, scope.phase.input);
        return;
      case 'begin':
        await begin(run, scope);
        return;
      case 'iterate':
        await goOn(run, scope);
        return;
      case 'complete':
        await complete(run, scope);
        return;
      case 'end':
        end(run, scope, scope.phase.output);
        return;
      case 'blocked':
        return;
    }
  } catch (thrown) {
    if (thrown instanceof HistoryFull || !run.state.scopes[scope.id] || !scope.current) throw thrown;
    await fail(run, scope, failureOf(run, scope, thrown));
  }
}

async function begin(run: Run, scope: Scope): Promise<void> {
  const state = run.definitionOf(scope);
  switch (state.Type) {
    case 'Pass':
      return beginPass(run, scope, state);
    case 'Task':
      return beginTask(run, scope, state);
    case 'Choice':
      return beginChoice(run, scope, state);
    case 'Wait':
      return beginWait(run, scope, state);
    case 'Succeed':
      return beginSucceed(run, scope, state);
    case 'Fail':
      return beginFail(run, scope, state);
    case 'Parallel':
      return beginParallel(run, scope, state);
    case 'Map':
      return beginMap(run, scope, state);
  }
}

async function goOn(run: Run, scope: Scope): Promise<void> {
  const state = run.definitionOf(scope);
  if (state.Type === 'Map') await iterate(run, scope, state);
}

/** Ends a scope with its last state's output: the execution succeeds, or the state around it has one child less. */
function end(run: Run, scope: Scope, output: Json): void {
  scope.phase = { type: 'blocked' };
  if (scope.parent !== null) {
    childEnded(run, scope, output);
    return;
  }
  run.record('ExecutionSucceeded', scope.previous, {
    output: JSON.stringify(output),
    outputDetails: { truncated: false },
  });
  run.close({ status: 'SUCCEEDED', output });
}

async function complete(run: Run, scope: Scope): Promise<void> {
  const state = run.definitionOf(scope);
  const result = scope.phase.type === 'complete' ? scope.phase.result : null;
  switch (state.Type) {
    case 'Parallel':
      return completeParallel(run, scope, state, result);
    case 'Map':
      return completeMap(run, scope, state, result);
    case 'Wait':
      return completeWait(run, scope, state);
    default:
      return leave(run, scope, state, state.Next, { result, otherwise: result });
  }
}
