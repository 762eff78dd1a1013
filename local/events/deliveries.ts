import type { DatabaseSync } from 'node:sqlite';
import type { DeadLetterQueueName, FunctionName } from '#contract/index.ts';
import type { Activity } from '#local/activity.ts';
import type { Clock, Timer } from '#local/clock.ts';
import type { DeadLetters } from '#local/dead-letters.ts';
import type { Invoke } from '#local/functions/invoke.ts';
import { transaction } from '#local/journal.ts';
import { batchItemFailures, reasonOf } from '#local/streams/batch.ts';

/** An event that a function is to have, sooner or later. */
export type Delivery = {
  readonly function: FunctionName;
  readonly payload: unknown;
  readonly maximumRetries: number;
  readonly deadLetterQueue: DeadLetterQueueName;
};

type Row = { id: number; delivery: string; attempts: number; due: number };
type Services = {
  readonly invoke: Invoke;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  readonly activity: Activity;
};

const AT_ONCE = 10;
/** Lambda waits a minute before it retries an asynchronous event, and two before the second retry. */
const BACKOFF_MS = 60_000;

/**
 * Asynchronous invocations that outlive the process: what was added is on disk, is invoked at least once, again with
 * pauses on the clock while it fails, and in the end goes to the dead-letter queue.
 */
export class Deliveries {
  readonly #database: DatabaseSync;
  readonly #services: Services;
  readonly #underWay = new Set<number>();
  #timer: Timer | undefined;
  #started = false;

  constructor(database: DatabaseSync, services: Services) {
    this.#database = database;
    this.#services = services;
    database.exec(`CREATE TABLE IF NOT EXISTS deliveries (
      id INTEGER PRIMARY KEY AUTOINCREMENT, delivery TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS deliveries_by_due ON deliveries (due, id)`);
  }

  /** Accepts all of them or none; when this returns they are on disk. */
  add(deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) return;
    const insert = this.#database.prepare(
      'INSERT INTO deliveries (delivery, attempts, due) VALUES (?, 0, ?)',
    );
    const due = this.#services.clock.now();
    transaction(this.#database, () => {
      for (const delivery of deliveries) insert.run(JSON.stringify(delivery), due);
    });
    this.#pump();
  }

  /** Begins with what an earlier run left. */
  start(): void {
    this.#started = true;
    this.#pump();
  }

  stop(): void {
    this.#started = false;
    this.#timer?.cancel();
  }

  /** Moves the messages of a dead-letter queue back here. @returns how many; undefined for an unknown queue */
  redrive(queue: string): number | undefined {
    const insert = this.#database.prepare(
      'INSERT INTO deliveries (delivery, attempts, due) VALUES (?, 0, ?)',
    );
    const due = this.#services.clock.now();
    const moved = this.#services.deadLetters.redrive(queue, (letter, deadLetterQueue) => {
      const { function: name, payload, maximumRetries } = letter;
      insert.run(JSON.stringify({ function: name, payload, maximumRetries, deadLetterQueue }), due);
    });
    this.#pump();
    return moved;
  }

  #pump(): void {
    if (!this.#started || !this.#database.isOpen) return;
    const { activity, clock } = this.#services;
    // Those under way are still in the table, so they must not crowd out the ones that are not.
    const rows = this.#database
      .prepare('SELECT * FROM deliveries ORDER BY due, id LIMIT ?')
      .all(AT_ONCE + this.#underWay.size) as unknown as Row[];
    const waiting = rows.filter((row) => !this.#underWay.has(row.id));
    for (const row of waiting) {
      if (row.due > clock.now() || this.#underWay.size >= AT_ONCE) break;
      this.#underWay.add(row.id);
      void activity.during(() => this.#attempt(row).finally(() => this.#pump()));
    }
    this.#timer?.cancel();
    const next = waiting.find((row) => row.due > clock.now());
    this.#timer = next && clock.schedule(next.due, () => this.#pump());
  }

  async #attempt(row: Row): Promise<void> {
    const delivery = JSON.parse(row.delivery) as Delivery;
    const result = await this.#services.invoke(delivery.function, delivery.payload);
    // Answered after everything was stopped: the next run delivers it again.
    if (!this.#database.isOpen) return;
    // A dead letter of a stream is delivered again as a batch of one, which may report itself as failed.
    const failed = 'error' in result || batchItemFailures(result.payload).length > 0;
    if (!failed) this.#remove(row.id);
    else this.#failed(row, delivery, 'error' in result ? reasonOf(result.error) : 'reported as failed');
    this.#underWay.delete(row.id);
  }

  #failed(row: Row, { deadLetterQueue, ...letter }: Delivery, reason: string): void {
    const attempts = row.attempts + 1;
    if (attempts > letter.maximumRetries) {
      transaction(this.#database, () => {
        this.#services.deadLetters.send(deadLetterQueue, { ...letter, reason });
        this.#remove(row.id);
      });
      return;
    }
    this.#database
      .prepare('UPDATE deliveries SET attempts = ?, due = ? WHERE id = ?')
      .run(attempts, this.#services.clock.now() + attempts * BACKOFF_MS, row.id);
  }

  #remove(id: number): void {
    this.#database.prepare('DELETE FROM deliveries WHERE id = ?').run(id);
  }
}
