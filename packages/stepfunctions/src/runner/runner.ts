import type { Clock, Timer } from '../clock.ts';
import type { Command, ExecutionEvent, HistoryEvent } from '../core/events.ts';
import type { ExecutionInfo, ExecutionState } from '../core/state.ts';
import { initialState, step } from '../core/step.ts';
import type { Database } from '../store/database.ts';
import type { ExecutionRow, ExecutionStore, RunTask } from '../store/executions.ts';
import type { MachineStore } from '../store/machines.ts';
import type { Boundary } from './boundary.ts';

/** Executions whose steps share one transaction. */
const BATCH = 64;

/** Timers fetched at once when many fall due together. */
const TIMERS = 512;

/** Executions whose state stays parsed between two steps; the waiting thousands live in the database only. */
const HOT = 256;

interface RunnerOptions {
  database: Database;
  executions: ExecutionStore;
  machines: MachineStore;
  clock: Clock;
  region: string;
  seed: string;
  /** Runs one task and tells what became of it; at least once for each task that was recorded. */
  runTask(execution: ExecutionRow, task: RunTask): Promise<ExecutionEvent>;
  /** Called inside the transaction that ends an execution. */
  closed(execution: ExecutionRow): void;
  /** Called after every commit. */
  committed(): void;
  /** Called when something may have come to rest. */
  rested(): void;
  /** For tests: may throw at a boundary, and nothing happens any more, as if the process had died there. */
  boundary?: ((at: Boundary) => void) | undefined;
  report(problem: string, error: unknown): void;
  /** Resolves when the next turn may begin. */
  turn(): Promise<void>;
  /** Called when the engine can not go on. */
  died(): void;
}

interface Pending {
  event: ExecutionEvent;
  posted?: number;
  done?: (accepted: boolean) => void;
  lost?: (error: unknown) => void;
}

interface Loaded {
  row: ExecutionRow;
  state: ExecutionState;
}

/** One execution's part of a turn: its events, taken in one after the other. */
interface Turn {
  id: number;
  loaded: Loaded;
  pending: Pending[];
  accepted: boolean[];
  state: ExecutionState;
  history: HistoryEvent[];
  commands: Command[];
  finishedTasks: string[];
  /** Nested executions that nobody waits for any more, to be stopped, and their rows in the inbox. */
  orphans: { id: number; posted: number }[];
}

/**
 * Turns events into steps, records each step, and only then acts on it. It knows nothing of the language: what an
 * event means is for the core to say.
 */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #pending = new Map<number, Pending[]>();
  readonly #hot = new Map<number, Loaded>();
  readonly #firing = new Set<string>();
  #working = false;
  #inFlight = 0;
  #stopped = false;
  #timer: { due: number; timer: Timer } | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Nothing to do now: no event waits, no task is out. Waiting for time or for a token is rest. */
  get resting(): boolean {
    return this.#stopped || (this.#pending.size === 0 && !this.#working && this.#inFlight === 0);
  }

  /** Goes on where the last process stopped: unfinished tasks, undelivered events, executions that were not done, timers. */
  recover(): void {
    const { executions } = this.#options;
    for (const { id, state } of executions.ready())
      this.post(id, { type: state === null ? 'Start' : 'Continue' });
    for (const row of executions.tasks()) this.#perform(row.execution, JSON.parse(row.command));
    for (const { id, execution, event } of executions.inbox())
      this.#enqueue(execution, { event: JSON.parse(event), posted: id });
    this.#arm();
  }

  /** Hands an event in that needs no answer; whoever posts it has it on record. `posted` is its row in the inbox. */
  post(execution: number, event: ExecutionEvent, posted?: number): void {
    this.#enqueue(execution, posted === undefined ? { event } : { event, posted });
  }

  /** Hands an event in and waits until its step is on record. False when it no longer concerned anyone. */
  submit(execution: number, event: ExecutionEvent): Promise<boolean> {
    if (this.#stopped) return Promise.reject(new Error('The engine has stopped.'));
    return new Promise((done, lost) => this.#enqueue(execution, { event, done, lost }));
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.timer.cancel();
    const waiting = [...this.#pending.values()].flat();
    this.#pending.clear();
    for (const { lost } of waiting) lost?.(new Error('The engine has stopped.'));
  }

  #enqueue(execution: number, pending: Pending): void {
    if (this.#stopped) return;
    const queue = this.#pending.get(execution);
    if (queue) queue.push(pending);
    else this.#pending.set(execution, [pending]);
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    // The turn begins after the caller's own work, so that events that arrive together share a transaction.
    await this.#options.turn();
    while (this.#pending.size > 0 && !this.#stopped) {
      const turns: Turn[] = [];
      for (const [id, pending] of [...this.#pending].slice(0, BATCH)) {
        this.#pending.delete(id);
        const turn = await this.#take(id, pending);
        if (turn) turns.push(turn);
      }
      if (this.#stopped) break;
      this.#commit(turns);
      // Lets requests in between two turns; steps alone would keep the process to themselves.
      await this.#options.turn();
    }
    this.#working = false;
    if (!this.#stopped) this.#arm();
    this.#options.rested();
  }

  async #take(id: number, pending: Pending[]): Promise<Turn | undefined> {
    const { machines, clock } = this.#options;
    const loaded = this.#load(id);
    if (!loaded) {
      for (const { done } of pending) done?.(false);
      return undefined;
    }
    const turn: Turn = {
      id,
      loaded,
      pending,
      accepted: [],
      state: loaded.state,
      history: [],
      commands: [],
      finishedTasks: [],
      orphans: [],
    };
    const machine = machines.compiled(loaded.row.definition);
    const info = this.#info(loaded.row);
    for (const { event } of pending) {
      try {
        const result = await step(machine, info, turn.state, event, clock.now());
        turn.state = result.state;
        turn.history.push(...result.history);
        turn.commands.push(...result.commands);
        turn.accepted.push(result.accepted);
        if ('task' in event && event.type !== 'Heartbeat') turn.finishedTasks.push(event.task);
      } catch (error) {
        // A defect of the engine: the execution must not hang for ever in a state that cannot be left.
        this.#options.report(`A step of ${loaded.row.arn} failed.`, error);
        turn.accepted.push(false);
        turn.state = { ...turn.state, scopes: {}, ready: [], timers: {}, closed: defect(error) };
      }
    }
    return turn;
  }

  #commit(turns: Turn[]): void {
    const { database, boundary } = this.#options;
    let armed = false;
    try {
      boundary?.('commit');
      database.transaction(() => {
        for (const turn of turns) armed = this.#save(turn) || armed;
      });
      boundary?.('committed');
    } catch (error) {
      this.#die(error, turns);
      return;
    }
    for (const turn of turns) this.#after(turn);
    if (armed) this.#arm();
    this.#options.committed();
  }

  /** Writes what a turn has made of its execution; true when its timers have changed. */
  #save(turn: Turn): boolean {
    const { executions } = this.#options;
    const { id, loaded, state } = turn;
    executions.appendHistory(id, turn.history);
    const timers = executions.saveTimers(id, loaded.state.timers, state.timers);
    for (const task of turn.finishedTasks) executions.removeTask(id, task);
    for (const command of turn.commands) {
      if (command.type === 'RunTask') executions.addTask(id, command);
      else this.#drop(turn, command.task);
    }
    for (const { posted } of turn.pending) if (posted !== undefined) executions.removePosted(posted);
    if (state !== loaded.state) executions.saveState(id, state);
    if (state.closed && !loaded.state.closed)
      this.#options.closed(executions.saveClosing(loaded.row, state.closed, this.#options.clock.now()));
    return timers;
  }

  #after(turn: Turn): void {
    const { id, loaded, state } = turn;
    if (state.closed) this.#hot.delete(id);
    else this.#keep(id, { row: loaded.row, state });
    for (const [index, { done }] of turn.pending.entries()) done?.(turn.accepted[index] ?? false);
    for (const timer of Object.keys(loaded.state.timers)) this.#firing.delete(`${id}/${timer}`);
    if (state.ready.length > 0 && !state.closed) this.post(id, { type: 'Continue' });
    for (const orphan of turn.orphans) this.post(orphan.id, { type: 'Stop' }, orphan.posted);
    const dropped = new Set(
      turn.commands.flatMap((command) => (command.type === 'DropTask' ? [command.task] : [])),
    );
    for (const command of turn.commands)
      if (command.type === 'RunTask' && !dropped.has(command.task)) this.#perform(id, command);
  }

  #perform(id: number, task: RunTask): void {
    const row = this.#load(id)?.row ?? this.#options.executions.byId(id);
    if (!row || this.#stopped) return;
    this.#inFlight += 1;
    void (async () => {
      try {
        this.#options.boundary?.('effect');
        const event = await this.#options.runTask(row, task);
        if (this.#stopped) return;
        this.#options.boundary?.('result');
        this.#enqueue(id, { event });
      } catch (error) {
        this.#die(error, []);
      } finally {
        this.#inFlight -= 1;
        this.#options.rested();
      }
    })();
  }

  /** A task that is no longer awaited; the nested execution that it waited for is stopped with it. */
  #drop(turn: Turn, task: string): void {
    const { executions } = this.#options;
    executions.removeTask(turn.id, task);
    const child = executions.childOf(turn.id, task);
    if (child?.status === 'RUNNING' && child.parent_wait !== null)
      turn.orphans.push({ id: child.id, posted: executions.post(child.id, { type: 'Stop' }) });
  }

  /** After a fault that was put in by a test, or a database that cannot be written: nothing more is said or done. */
  #die(error: unknown, turns: Turn[]): void {
    this.stop();
    this.#options.report('The engine has stopped.', error);
    for (const { pending } of turns) for (const { lost } of pending) lost?.(error);
    this.#options.died();
  }

  #arm(): void {
    if (this.#stopped) return;
    const { executions, clock } = this.#options;
    const due = executions.nextDue();
    if (due === this.#timer?.due) return;
    this.#timer?.timer.cancel();
    this.#timer = undefined;
    if (due !== undefined) this.#timer = { due, timer: clock.schedule(due, () => this.#fire()) };
  }

  #fire(): void {
    this.#timer = undefined;
    if (this.#stopped) return;
    for (const { execution, name } of this.#options.executions.due(this.#options.clock.now(), TIMERS)) {
      const key = `${execution}/${name}`;
      if (this.#firing.has(key)) continue;
      this.#firing.add(key);
      this.post(execution, { type: 'TimerFired', timer: name });
    }
  }

  #load(id: number): Loaded | undefined {
    const hot = this.#hot.get(id);
    if (hot) return hot;
    const row = this.#options.executions.byId(id);
    if (!row) return undefined;
    const state: ExecutionState = row.state === null ? initialState() : JSON.parse(row.state);
    // The text is kept out of memory: the parsed state is what counts.
    return { row: { ...row, state: null }, state };
  }

  #keep(id: number, loaded: Loaded): void {
    this.#hot.delete(id);
    this.#hot.set(id, loaded);
    const [oldest] = this.#hot.keys();
    if (this.#hot.size > HOT && oldest !== undefined) this.#hot.delete(oldest);
  }

  #info(row: ExecutionRow): ExecutionInfo {
    let input: ExecutionInfo['input'] | undefined;
    return {
      executionArn: row.arn,
      name: row.name,
      roleArn: row.role_arn,
      stateMachineArn: row.machine,
      stateMachineName: row.machine_name,
      ...(row.version_arn === null ? {} : { stateMachineVersionArn: row.version_arn }),
      ...(row.alias_arn === null ? {} : { stateMachineAliasArn: row.alias_arn }),
      startTime: row.started,
      redriveCount: row.redrives,
      ...(row.redriven === null ? {} : { redriveTime: row.redriven }),
      inputText: row.input,
      get input() {
        input ??= JSON.parse(row.input) as ExecutionInfo['input'];
        return input;
      },
      region: this.#options.region,
      seed: this.#options.seed,
    };
  }
}

function defect(error: unknown): NonNullable<ExecutionState['closed']> {
  return {
    status: 'FAILED',
    error: 'States.Runtime',
    cause: `The local engine failed: ${error instanceof Error ? error.message : String(error)}`,
  };
}
