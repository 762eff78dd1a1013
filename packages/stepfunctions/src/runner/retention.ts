import type { Clock, Timer } from '../clock.ts';
import type { Database } from '../store/database.ts';
import type { ExecutionRow, ExecutionStore } from '../store/executions.ts';

const DAY = 86_400_000;

/** Executions that are removed in one transaction: a few milliseconds. */
const BATCH = 50;

/**
 * How long an execution that has ended is kept, with its history and its name. After that it is not found any more,
 * at once and exactly; its rows are removed once a day of the clock, and when the engine is opened.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html (execution history retention)
 */
export class Retention {
  readonly #database: Database;
  readonly #executions: ExecutionStore;
  readonly #clock: Clock;
  readonly #milliseconds: number;
  #timer: Timer | undefined;
  #removing = false;
  #stopped = false;

  constructor(options: { database: Database; executions: ExecutionStore; clock: Clock; days: number }) {
    if (!(options.days > 0)) throw new RangeError('historyRetentionDays must be more than 0.');
    this.#database = options.database;
    this.#executions = options.executions;
    this.#clock = options.clock;
    this.#milliseconds = options.days * DAY;
  }

  /** An execution that ended at this time or before it is not there any more. */
  get horizon(): number {
    return this.#clock.now() - this.#milliseconds;
  }

  isOver(row: ExecutionRow): boolean {
    return row.stopped !== null && row.stopped <= this.horizon;
  }

  /** Removes what is over, now and every day; where everything is kept for ever, never. */
  start(): void {
    if (this.#stopped || this.#milliseconds === Number.POSITIVE_INFINITY) return;
    if (!this.#removing) void this.#removeAll();
    this.#timer = this.#clock.schedule(this.#clock.now() + DAY, () => this.start());
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  async #removeAll(): Promise<void> {
    this.#removing = true;
    // Requests and steps come in between two batches.
    while (!this.#stopped && this.#removeSome() === BATCH) await new Promise(setImmediate);
    this.#removing = false;
  }

  #removeSome(): number {
    const over = this.#executions.endedBy(this.horizon, BATCH);
    if (over.length > 0)
      this.#database.transaction(() => {
        for (const { id } of over) this.#executions.remove(id);
      });
    return over.length;
  }
}
