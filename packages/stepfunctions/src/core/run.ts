import { createHash } from 'node:crypto';
import type { Bindings } from '../language/expression.ts';
import { byteLength } from '../language/json.ts';
import type { Json, State } from '../language/types.ts';
import { contextOf } from './context.ts';
import { StateError } from './errors.ts';
import type { Command, HistoryEvent } from './events.ts';
import { DATA_LIMIT, HISTORY_LIMIT } from './limits.ts';
import type { Machine } from './machine.ts';
import type { Closing, ExecutionInfo, ExecutionState, Scope, StateRun } from './state.ts';

/** The history is full: no further event can be recorded, so the execution fails where it stands. */
export class HistoryFull extends Error {}

type Details = { [key: string]: Json | undefined };

/** One step at work: the draft of the new state, and what it has written into the history and wants done. */
export class Run {
  readonly machine: Machine;
  readonly info: ExecutionInfo;
  readonly state: ExecutionState;
  readonly now: number;
  readonly history: HistoryEvent[] = [];
  readonly commands: Command[] = [];
  /** Scopes whose tasks were scheduled in this step; they start once nothing else can go on. */
  readonly scheduled: string[] = [];

  constructor(machine: Machine, info: ExecutionInfo, state: ExecutionState, now: number) {
    this.machine = machine;
    this.info = info;
    this.state = state;
    this.now = now;
  }

  /** Appends an event that leaves every chain as it is, and returns its id. */
  record(type: string, previousEventId: number, details?: Details, key = detailsKey(type)): number {
    if (this.state.events >= HISTORY_LIMIT - 1 && !type.startsWith('Execution')) throw new HistoryFull();
    const id = ++this.state.events;
    const event: HistoryEvent = { id, previousEventId, timestamp: this.now, type };
    if (details) event[`${key}EventDetails`] = details;
    this.history.push(event);
    return id;
  }

  /** Appends the next event of a scope's own chain. */
  chain(scope: Scope, type: string, details?: Details, key?: string): number {
    scope.previous = this.record(type, scope.previous, details, key);
    return scope.previous;
  }

  definitionOf(scope: Scope): State {
    return this.machine.stateAt(scope.path, currentOf(scope).name);
  }

  scope(id: string): Scope {
    const scope = this.state.scopes[id];
    if (!scope) throw new Error(`The execution has no scope ${id}.`);
    return scope;
  }

  nextId(): string {
    this.state.ids += 1;
    return String(this.state.ids);
  }

  /** The next unseeded number in [0, 1): repeatable, because it comes from the seed, the execution and the count. */
  random = (): number => {
    this.state.draws += 1;
    const digest = createHash('sha256')
      .update(`${this.info.seed}|${this.info.executionArn}|${this.state.draws}`)
      .digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };

  setTimer(name: string, seconds: number): void {
    this.state.timers[name] = this.now + Math.round(seconds * 1000);
  }

  clearTimers(scope: string): void {
    for (const purpose of ['wait', 'retry', 'timeout', 'heartbeat'])
      delete this.state.timers[`${scope}:${purpose}`];
  }

  /**
   * What an expression of a scope's current state may read. Inner scopes read the variables of the outer ones;
   * `$states.input` is always the state's entry input, and all variables have their values of that moment.
   * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-scope
   */
  bindings(scope: Scope, states: { result?: Json; errorOutput?: Json; item?: Scope['item'] } = {}): Bindings {
    const { item = this.#itemOf(scope), ...seen } = states;
    const context = (): Json => contextOf(this.info, currentOf(scope), this.definitionOf(scope).Type, item);
    return {
      now: this.now,
      random: this.random,
      variables: {
        ...this.variablesOf(scope),
        states: {
          input: currentOf(scope).input,
          get context() {
            return context();
          },
          ...seen,
        },
      },
    };
  }

  /** The item of the nearest iteration around a scope. */
  #itemOf(scope: Scope): Scope['item'] {
    if (scope.item || scope.parent === null) return scope.item;
    return this.#itemOf(this.scope(scope.parent));
  }

  variablesOf(scope: Scope): Record<string, Json> {
    const outer = scope.parent === null ? {} : this.variablesOf(this.scope(scope.parent));
    return { ...outer, ...scope.variables };
  }

  evaluate(
    scope: Scope,
    template: Json,
    location: string,
    states?: Parameters<Run['bindings']>[1],
  ): Promise<Json> {
    return this.machine.expressions.evaluate(template, location, this.bindings(scope, states));
  }

  /** Keeps the scopes as they are now, in case what follows ends the execution. */
  remember(): void {
    this.state.unfinished ??= structuredClone(this.state.scopes);
  }

  close(closing: Closing): void {
    if (closing.status === 'SUCCEEDED') delete this.state.unfinished;
    else this.remember();
    this.state.closed = closing;
    this.state.scopes = {};
    this.state.ready = [];
    this.state.timers = {};
  }
}

export function currentOf(scope: Scope): StateRun {
  if (!scope.current) throw new Error(`Scope ${scope.id} is in no state.`);
  return scope.current;
}

/** The JSON text of a state's data, if AWS would carry it. */
export function dataText(value: Json, scope: Scope): string {
  const text = JSON.stringify(value);
  if (text.length > DATA_LIMIT / 4 && byteLength(text) > DATA_LIMIT)
    throw new StateError(
      'States.DataLimitExceeded',
      `The state/task '${currentOf(scope).name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      { whole: true },
    );
  return text;
}

/** `WaitStateEntered` carries `stateEnteredEventDetails`; other types carry details of their own name. */
function detailsKey(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEntered';
  if (type.endsWith('StateExited')) return 'stateExited';
  return type.charAt(0).toLowerCase() + type.slice(1);
}
