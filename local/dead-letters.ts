import type { DatabaseSync } from 'node:sqlite';
import type { DeadLetterQueueName, FunctionName } from '#contract/index.ts';
import type { Clock } from '#local/clock.ts';
import { type Contract, namesOf } from '#local/contract.ts';
import { transaction } from '#local/journal.ts';
import type { Log } from '#local/log.ts';

/** What could not be done, with all that is needed to try it again. */
export type DeadLetter = {
  readonly function: FunctionName;
  readonly payload: unknown;
  readonly maximumRetries: number;
  readonly reason: string;
};

export type DeadMessage = DeadLetter & { readonly id: number; readonly sentAt: string };
export type QueueContents = {
  readonly name: DeadLetterQueueName;
  description: string;
  messages: DeadMessage[];
};

type Row = { id: number; queue: DeadLetterQueueName; letter: string; sent_at: number };
type Services = { readonly clock: Clock; readonly log: Log };

const DAY_MS = 86_400_000;

/** The dead-letter queues of the contract. Messages stay until they are purged, tried again, or too old. */
export class DeadLetters {
  readonly #database: DatabaseSync;
  readonly #queues: Contract['deadLetterQueues'];
  readonly #services: Services;

  constructor(database: DatabaseSync, queues: Contract['deadLetterQueues'], services: Services) {
    this.#database = database;
    this.#queues = queues;
    this.#services = services;
    database.exec(`CREATE TABLE IF NOT EXISTS dead_letters (
      id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, letter TEXT NOT NULL, sent_at INTEGER NOT NULL
    ) STRICT`);
  }

  /** Deployed, there is an alarm at the first message; here a warning is logged. */
  send(queue: DeadLetterQueueName, letter: DeadLetter): void {
    const { clock, log } = this.#services;
    this.#database
      .prepare('INSERT INTO dead_letters (queue, letter, sent_at) VALUES (?, ?, ?)')
      .run(queue, JSON.stringify(letter), clock.now());
    log('warn', 'a dead-letter queue received a message 死信队列收到消息', {
      queue,
      function: letter.function,
      reason: letter.reason,
    });
  }

  list(): QueueContents[] {
    this.forgetOld();
    return namesOf(this.#queues).map((name) => ({
      name,
      description: this.#queues[name]?.description ?? '',
      messages: this.#rows(name).map(toMessage),
    }));
  }

  /** @returns how many were removed; undefined for a queue that is not there */
  purge(queue: string): number | undefined {
    return this.#take(queue, () => {})?.length;
  }

  /**
   * Takes all messages out of a queue and hands them to `again`, in one transaction.
   * @returns how many; undefined for a queue that is not there
   */
  redrive(
    queue: string,
    again: (letter: DeadLetter, queue: DeadLetterQueueName) => void,
  ): number | undefined {
    return this.#take(queue, again)?.length;
  }

  /** Removes what is older than its queue keeps it. */
  forgetOld(): void {
    const remove = this.#database.prepare('DELETE FROM dead_letters WHERE queue = ? AND sent_at < ?');
    for (const name of namesOf(this.#queues)) {
      const days = this.#queues[name]?.retentionDays ?? 14;
      remove.run(name, this.#services.clock.now() - days * DAY_MS);
    }
  }

  #take(
    queue: string,
    each: (letter: DeadLetter, queue: DeadLetterQueueName) => void,
  ): DeadMessage[] | undefined {
    const name = namesOf(this.#queues).find((candidate) => candidate === queue);
    if (!name) return undefined;
    return transaction(this.#database, () => {
      const messages = this.#rows(name).map(toMessage);
      for (const message of messages) each(message, name);
      this.#database.prepare('DELETE FROM dead_letters WHERE queue = ?').run(name);
      return messages;
    });
  }

  #rows(queue: DeadLetterQueueName): Row[] {
    const select = this.#database.prepare('SELECT * FROM dead_letters WHERE queue = ? ORDER BY id');
    return select.all(queue) as unknown as Row[];
  }
}

const toMessage = (row: Row): DeadMessage => ({
  id: row.id,
  sentAt: new Date(row.sent_at).toISOString(),
  ...(JSON.parse(row.letter) as DeadLetter),
});
