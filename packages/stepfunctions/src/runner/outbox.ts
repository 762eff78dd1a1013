import { createHash } from 'node:crypto';
import type { Clock, Timer } from '../clock.ts';
import { uuidOf } from '../identity.ts';
import type { Database } from '../store/database.ts';
import type { ExecutionRow } from '../store/executions.ts';

/** An event as EventBridge delivers it. */
export interface EventBridgeEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: { [key: string]: unknown };
}

interface OutboxRow {
  id: number;
  execution: number;
  event: string;
  attempts: number;
  due: number;
}

/** Milliseconds before a refused event is offered again, doubled each time up to a minute. */
const FIRST_RETRY = 1_000;
const LONGEST_RETRY = 60_000;

/** Events offered at the same time; those of one execution never overtake each other. */
const AT_ONCE = 16;

/**
 * Tells the outside of every change of an execution's status, at least once and in order for each execution:
 * recorded with the change itself, offered until it is taken, also after a restart.
 */
export class Outbox {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #place: { region: string; accountId: string };
  readonly #deliver: ((event: EventBridgeEvent) => Promise<void>) | undefined;
  readonly #rested: () => void;
  #underWay = 0;
  #busy = new Set<number>();
  #stopped = false;
  #retry: Timer | undefined;

  constructor(options: {
    database: Database;
    clock: Clock;
    place: { region: string; accountId: string };
    deliver: ((event: EventBridgeEvent) => Promise<void>) | undefined;
    rested: () => void;
  }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#place = options.place;
    this.#deliver = options.deliver;
    this.#rested = options.rested;
  }

  /** Nothing is being offered; what was refused waits for its time. */
  get resting(): boolean {
    return this.#stopped || (this.#underWay === 0 && !this.#next());
  }

  /** Notes the present status of an execution; to be called inside the transaction that changes it. */
  write(row: ExecutionRow): void {
    if (!this.#deliver) return;
    const event = statusChange(row, this.#place, this.#clock.now());
    this.#database.run(
      'INSERT INTO outbox (execution, event, due) VALUES (?, ?, ?)',
      row.id,
      JSON.stringify(event),
      this.#clock.now(),
    );
  }

  /** Offers everything that is due. */
  pump(): void {
    while (!this.#stopped && this.#underWay < AT_ONCE) {
      const row = this.#next();
      if (!row) break;
      this.#busy.add(row.execution);
      this.#underWay += 1;
      void this.#offer(row);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#retry?.cancel();
  }

  #next(): OutboxRow | undefined {
    if (!this.#deliver) return undefined;
    const rows = this.#database.all<OutboxRow>(
      `SELECT * FROM outbox AS o WHERE due <= ?
       AND NOT EXISTS (SELECT 1 FROM outbox AS e WHERE e.execution = o.execution AND e.id < o.id)
       ORDER BY id LIMIT ?`,
      this.#clock.now(),
      AT_ONCE * 2,
    );
    return rows.find((row) => !this.#busy.has(row.execution));
  }

  async #offer(row: OutboxRow): Promise<void> {
    let taken = false;
    try {
      await this.#deliver?.(JSON.parse(row.event));
      taken = true;
    } catch {
      // Refused: it stays in the outbox and is offered again later.
    }
    if (this.#stopped) return;
    if (taken) this.#database.run('DELETE FROM outbox WHERE id = ?', row.id);
    else this.#postpone(row);
    this.#busy.delete(row.execution);
    this.#underWay -= 1;
    this.pump();
    this.#rested();
  }

  #postpone(row: OutboxRow): void {
    const due = this.#clock.now() + Math.min(FIRST_RETRY * 2 ** row.attempts, LONGEST_RETRY);
    this.#database.run('UPDATE outbox SET attempts = attempts + 1, due = ? WHERE id = ?', due, row.id);
    this.#retry?.cancel();
    const first = this.#database.get<{ due: number }>('SELECT MIN(due) AS due FROM outbox')?.due ?? due;
    this.#retry = this.#clock.schedule(Math.max(first, this.#clock.now() + 1), () => this.pump());
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
function statusChange(
  row: ExecutionRow,
  place: { region: string; accountId: string },
  now: number,
): EventBridgeEvent {
  const digest = createHash('sha256')
    .update(`${row.arn}|${row.started}|${row.status}|${row.redrives}`)
    .digest();
  return {
    version: '0',
    id: uuidOf(digest),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: place.accountId,
    time: `${new Date(now).toISOString().slice(0, 19)}Z`,
    region: place.region,
    resources: [row.arn],
    detail: {
      executionArn: row.arn,
      stateMachineArn: row.machine,
      name: row.name,
      status: row.status,
      startDate: row.started,
      stopDate: row.stopped,
      input: row.input,
      output: row.output,
      inputDetails: { included: true },
      outputDetails: row.output === null ? null : { included: true },
      error: row.error,
      cause: row.cause,
      stateMachineVersionArn: row.version_arn,
      stateMachineAliasArn: row.alias_arn,
      redriveCount: row.redrives,
      redriveDate: row.redriven,
      redriveStatus: row.status === 'RUNNING' || row.status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
      redriveStatusReason: null,
    },
  };
}
