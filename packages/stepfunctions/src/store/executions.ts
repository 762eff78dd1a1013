import type { Command, ExecutionEvent, HistoryEvent } from '../core/events.ts';
import type { ExecutionState } from '../core/state.ts';
import type { Database } from './database.ts';

type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

export interface ExecutionRow {
  id: number;
  arn: string;
  machine: string;
  machine_name: string;
  name: string;
  definition: number;
  role_arn: string;
  version_arn: string | null;
  alias_arn: string | null;
  input: string;
  trace_header: string | null;
  status: ExecutionStatus;
  started: number;
  stopped: number | null;
  output: string | null;
  error: string | null;
  cause: string | null;
  redrives: number;
  redriven: number | null;
  parent: number | null;
  parent_task: string | null;
  parent_wait: 'sync' | 'sync:2' | null;
  ready: number;
  state: string | null;
}

type NewExecution = Pick<
  ExecutionRow,
  | 'arn'
  | 'machine'
  | 'machine_name'
  | 'name'
  | 'definition'
  | 'role_arn'
  | 'version_arn'
  | 'alias_arn'
  | 'input'
  | 'trace_header'
  | 'started'
  | 'parent'
  | 'parent_task'
  | 'parent_wait'
>;

interface TaskRow {
  execution: number;
  task: string;
  command: string;
}

export type RunTask = Extract<Command, { type: 'RunTask' }>;

/** Task tokens are made from it, so the id of a removed execution is never given again. */
const NEXT_ID = `1 + MAX(
  COALESCE((SELECT MAX(id) FROM executions), 0),
  COALESCE((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'last-removed'), 0))`;

/** Executions, their histories, and what each of them waits for. */
export class ExecutionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  insert(row: NewExecution): ExecutionRow {
    const inserted = this.#database.get<ExecutionRow>(
      `INSERT INTO executions (id, arn, machine, machine_name, name, definition, role_arn, version_arn, alias_arn, input,
         trace_header, status, started, parent, parent_task, parent_wait, ready)
       VALUES (${NEXT_ID}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING', ?, ?, ?, ?, 1) RETURNING *`,
      row.arn,
      row.machine,
      row.machine_name,
      row.name,
      row.definition,
      row.role_arn,
      row.version_arn,
      row.alias_arn,
      row.input,
      row.trace_header,
      row.started,
      row.parent,
      row.parent_task,
      row.parent_wait,
    );
    if (!inserted) throw new Error('An execution was not recorded.');
    return inserted;
  }

  byId(id: number): ExecutionRow | undefined {
    return this.#database.get<ExecutionRow>('SELECT * FROM executions WHERE id = ?', id);
  }

  byArn(arn: string): ExecutionRow | undefined {
    return this.#database.get<ExecutionRow>('SELECT * FROM executions WHERE arn = ?', arn);
  }

  childOf(parent: number, task: string): ExecutionRow | undefined {
    return this.#database.get<ExecutionRow>(
      'SELECT * FROM executions WHERE parent = ? AND parent_task = ?',
      parent,
      task,
    );
  }

  /** Executions that can go on without anything happening: new ones, and those that gave way to others. */
  ready(): { id: number; state: string | null }[] {
    return this.#database.all('SELECT id, state FROM executions WHERE ready = 1 ORDER BY id');
  }

  saveState(id: number, state: ExecutionState): void {
    const ready = state.ready.length > 0 && !state.closed ? 1 : 0;
    this.#database.run(
      'UPDATE executions SET state = ?, ready = ? WHERE id = ?',
      JSON.stringify(state),
      ready,
      id,
    );
  }

  /** Records how an execution ended, and gives the row as it is then. */
  saveClosing(
    row: ExecutionRow,
    closing: NonNullable<ExecutionState['closed']>,
    stopped: number,
  ): ExecutionRow {
    const output = closing.status === 'SUCCEEDED' ? JSON.stringify(closing.output) : null;
    const { error = null, cause = null } = 'error' in closing || 'cause' in closing ? closing : {};
    this.#database.run(
      'UPDATE executions SET status = ?, stopped = ?, output = ?, error = ?, cause = ? WHERE id = ?',
      closing.status,
      stopped,
      output,
      error,
      cause,
      row.id,
    );
    return { ...row, status: closing.status, stopped, output, error, cause };
  }

  /** Sets an execution that came to a bad end running again. */
  reopen(id: number, redriven: number): void {
    this.#database.run(
      `UPDATE executions SET status = 'RUNNING', stopped = NULL, error = NULL, cause = NULL, redrives = redrives + 1,
         redriven = ? WHERE id = ?`,
      redriven,
      id,
    );
  }

  /** Executions that ended at or before a time, the oldest first. */
  endedBy(time: number, limit: number): { id: number }[] {
    return this.#database.all(
      'SELECT id FROM executions WHERE stopped IS NOT NULL AND stopped <= ? ORDER BY stopped LIMIT ?',
      time,
      limit,
    );
  }

  /** Removes an execution that has ended, with its history. What was to be told of it stays in the outbox. */
  remove(id: number): void {
    for (const table of ['history', 'timers', 'tasks', 'inbox'] as const)
      this.#database.run(`DELETE FROM ${table} WHERE execution = ?`, id);
    this.#database.run('DELETE FROM executions WHERE id = ?', id);
    this.#database.run(
      `INSERT INTO meta VALUES ('last-removed', ?1) ON CONFLICT (key)
       DO UPDATE SET value = MAX(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))`,
      String(id),
    );
  }

  appendHistory(id: number, events: readonly HistoryEvent[]): void {
    const [first] = events;
    if (first)
      this.#database.run('INSERT INTO history VALUES (?, ?, ?)', id, first.id, JSON.stringify(events));
  }

  /** History events with ids from `from` to `to`, oldest first. */
  history(id: number, from: number, to: number): HistoryEvent[] {
    const chunks = this.#database.all<{ events: string }>(
      `SELECT events FROM history WHERE execution = ?1 AND first <= ?3
       AND first >= COALESCE((SELECT MAX(first) FROM history WHERE execution = ?1 AND first <= ?2), 0) ORDER BY first`,
      id,
      from,
      to,
    );
    const events = chunks.flatMap((chunk): HistoryEvent[] => JSON.parse(chunk.events));
    return events.filter((event) => event.id >= from && event.id <= to);
  }

  lastEventId(id: number): number {
    const row = this.#database.get<{ events: string }>(
      'SELECT events FROM history WHERE execution = ? ORDER BY first DESC LIMIT 1',
      id,
    );
    const events: HistoryEvent[] = row ? JSON.parse(row.events) : [];
    return events.at(-1)?.id ?? 0;
  }

  saveTimers(id: number, before: Record<string, number>, after: Record<string, number>): boolean {
    let changed = false;
    for (const [name, due] of Object.entries(after)) {
      if (before[name] === due) continue;
      changed = true;
      this.#database.run(
        'INSERT INTO timers VALUES (?, ?, ?) ON CONFLICT (execution, name) DO UPDATE SET due = excluded.due',
        id,
        name,
        due,
      );
    }
    for (const name of Object.keys(before)) {
      if (name in after) continue;
      changed = true;
      this.#database.run('DELETE FROM timers WHERE execution = ? AND name = ?', id, name);
    }
    return changed;
  }

  nextDue(): number | undefined {
    return this.#database.get<{ due: number }>('SELECT due FROM timers ORDER BY due LIMIT 1')?.due;
  }

  due(now: number, limit: number): { execution: number; name: string }[] {
    return this.#database.all(
      'SELECT execution, name FROM timers WHERE due <= ? ORDER BY due, execution, name LIMIT ?',
      now,
      limit,
    );
  }

  addTask(execution: number, command: RunTask): void {
    this.#database.run(
      'INSERT INTO tasks VALUES (?, ?, ?)',
      execution,
      command.task,
      JSON.stringify(command),
    );
  }

  removeTask(execution: number, task: string): void {
    this.#database.run('DELETE FROM tasks WHERE execution = ? AND task = ?', execution, task);
  }

  tasks(): TaskRow[] {
    return this.#database.all('SELECT * FROM tasks ORDER BY execution, CAST(task AS INTEGER)');
  }

  post(execution: number, event: ExecutionEvent): number {
    return this.#database.run(
      'INSERT INTO inbox (execution, event) VALUES (?, ?)',
      execution,
      JSON.stringify(event),
    ).lastInsertRowid;
  }

  inbox(): { id: number; execution: number; event: string }[] {
    return this.#database.all('SELECT * FROM inbox ORDER BY id');
  }

  removePosted(id: number): void {
    this.#database.run('DELETE FROM inbox WHERE id = ?', id);
  }
}
