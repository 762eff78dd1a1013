import type { Activity } from '#local/activity.ts';
import { awsJson } from '#local/aws-json.ts';
import type { Clock, Timer } from '#local/clock.ts';
import { type Contract, namesOf } from '#local/contract.ts';
import type { DeadLetters } from '#local/dead-letters.ts';
import type { DynamoDb } from '#local/dynamodb/emulator.ts';
import type { Log } from '#local/log.ts';
import { tablePhysicalName } from '#local/names.ts';
import type { Streams } from '#local/streams/streams.ts';
import { removeExpired } from './expired-rows.ts';
import { StreamRecords } from './stream-records.ts';

type Services = {
  readonly dynamodb: DynamoDb;
  readonly tables: Contract['tables'];
  readonly streams: Streams;
  readonly deadLetters: DeadLetters;
  readonly activity: Activity;
  readonly clock: Clock;
  readonly log: Log;
};

const DAY_MS = 86_400_000;

/**
 * What AWS removes by itself, removed here: rows past their time to live, delivered stream records, dead letters that
 * their queue keeps no longer. At the start and once a day of the clock, a part at a time, beside the requests. (The
 * engine removes old executions on its own.) Nothing relies on it: what fails is logged and tried again the next day.
 */
export class Housekeeping {
  readonly #services: Services;
  readonly #records: StreamRecords | undefined;
  readonly #stopping = new AbortController();
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;

  constructor(services: Services) {
    this.#services = services;
    const { file } = services.dynamodb;
    this.#records = file === undefined ? undefined : new StreamRecords(file);
  }

  start(): void {
    const { activity } = this.#services;
    this.#running = activity.during(() => this.#run());
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#timer?.cancel();
    await this.#running;
    this.#records?.close();
  }

  async #run(): Promise<void> {
    const { clock, deadLetters, log } = this.#services;
    try {
      deadLetters.forgetOld();
      await this.#removeExpiredRows();
      await this.#removeDelivered();
    } catch (error) {
      if (!this.#stopping.signal.aborted) log('warn', 'housekeeping was not done 清理未完成', { error });
    }
    if (this.#stopping.signal.aborted) return;
    this.#timer = clock.schedule(clock.now() + DAY_MS, () => this.start());
  }

  async #removeExpiredRows(): Promise<void> {
    const { dynamodb, tables, clock } = this.#services;
    const call = awsJson(dynamodb.endpoint);
    for (const name of namesOf(tables)) {
      const definition = tables[name];
      if (!definition) continue;
      await removeExpired(
        call,
        { name: tablePhysicalName(name), definition },
        clock.now(),
        this.#stopping.signal,
      );
    }
  }

  async #removeDelivered(): Promise<void> {
    for (const [table, sequence] of this.#services.streams.delivered()) {
      if (this.#stopping.signal.aborted) return;
      await this.#records?.removeUpTo(tablePhysicalName(table), sequence, this.#stopping.signal);
    }
  }
}
