import { setInterval } from 'node:timers';
import type { StreamDefinition } from '#contract/index.ts';
import type { Clock, Timer } from '#local/clock.ts';
import type { DeadLetters } from '#local/dead-letters.ts';
import type { Invoke } from '#local/functions/invoke.ts';
import type { Log } from '#local/log.ts';
import { type Batch, nextBatch, type Outcome, outcomeOf } from './batch.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Position, Shards, StreamRecord } from './shards.ts';
import { GatheringWindow } from './window.ts';

type Services = {
  readonly shards: Shards;
  readonly checkpoints: Checkpoints;
  readonly invoke: Invoke;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  readonly log: Log;
};

const POLL_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;

/**
 * Delivers what the filter lets through of the writes to one table to one function, in their order, as the event source
 * mapping of Lambda does: in batches, each again until it is taken, with growing pauses on the clock. A record that fails
 * more often than `maximumRetries` goes to the dead-letter queue and the stream goes on. How far it got is kept after each
 * success, so a batch may be delivered twice but none is left out: what is still being gathered is read again.
 */
export class StreamReader {
  readonly #name: string;
  readonly #definition: StreamDefinition;
  readonly #services: Services;
  readonly #poll: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #wanted = false;
  #stopped = false;
  #pause: Timer | undefined;
  readonly #window: GatheringWindow;
  /** How many wait for everything to be delivered: for them, nothing is gathered. */
  #draining = 0;
  /** Records of a batch. Halved when a function fails as a whole, until the record that fails it stands alone. */
  #size: number;
  #failing: { sequence: string; times: number } | undefined;

  constructor(name: string, definition: StreamDefinition, services: Services) {
    this.#name = name;
    this.#definition = definition;
    this.#services = services;
    this.#size = definition.batchSize;
    this.#window = new GatheringWindow(definition.windowSeconds, services.clock, () => this.wake());
    // Writes through our clients are announced with `wake`; this finds those of anybody else.
    this.#poll = setInterval(() => this.wake(), POLL_MS).unref();
  }

  /** Something may have been written: look. */
  wake(): void {
    if (this.#stopped || this.#pause) return;
    this.#wanted = true;
    this.#running ??= this.#run();
  }

  /** Whether something was read that waits for the end of its window. */
  get gathers(): boolean {
    return this.#window.gathers;
  }

  /** Resolves when everything written so far was delivered, is being gathered, or waits on the clock to be delivered again. */
  async caughtUp(): Promise<void> {
    this.wake();
    while (this.#running) await this.#running;
  }

  /** The same without gathering: a window is what that may take at most, so here it ends at once. */
  async drained(): Promise<void> {
    this.#draining += 1;
    this.#window.close();
    try {
      await this.caughtUp();
    } finally {
      this.#draining -= 1;
    }
  }

  /** Resolves when the function at work has answered; nothing is delivered after that. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#poll);
    this.#pause?.cancel();
    this.#window.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const goOn = () => !this.#stopped && !this.#pause;
    try {
      while (this.#wanted && goOn()) {
        this.#wanted = false;
        while (goOn() && (await this.#deliverSome()));
      }
    } catch (error) {
      if (!this.#stopped)
        this.#services.log('error', 'a stream cannot be read', { stream: this.#name, error });
    } finally {
      // Here and not when the promise settles: a wake in between would find a reader that no longer looks.
      this.#running = undefined;
    }
  }

  /** @returns whether there may be more */
  async #deliverSome(): Promise<boolean> {
    const { shards, invoke } = this.#services;
    const position = await this.#position();
    if (!position) return false;
    const { records, closed } = await shards.readAfter(position);
    if (records.length === 0) return closed && (await this.#nextShard(position));
    const batch = nextBatch(records, this.#definition.filter, this.#size);
    if (batch.passed.length === 0) {
      this.#saveCheckpoint(position, batch.covered.at(-1));
      return true;
    }
    if (this.#stopped || this.#gathersOn(batch)) return false;
    this.#window.close();
    const result = await invoke(this.#definition.function, {
      Records: batch.passed.map(asEvent(shards.arn)),
    });
    this.#settle(position, batch, outcomeOf(batch, result));
    return true;
  }

  /** A full batch goes at once, and so does one that comes again or is a part of one that failed. */
  #gathersOn({ passed }: Batch): boolean {
    const whole = !this.#failing && this.#size === this.#definition.batchSize;
    return whole && passed.length < this.#size && this.#draining === 0 && this.#window.isOpen();
  }

  #settle(position: Position, batch: Batch, outcome: Outcome): void {
    if (outcome.kind === 'done') {
      this.#saveCheckpoint(position, batch.covered.at(-1));
      this.#size = this.#definition.batchSize;
      this.#failing = undefined;
      return;
    }
    const head = outcome.kind === 'failed-from' ? outcome.record : batch.passed[0];
    if (!head) return;
    this.#saveCheckpoint(position, batch.covered[batch.covered.indexOf(head) - 1]);
    // Splitting a batch does not count as a retry (BisectBatchOnFunctionError).
    if (outcome.kind === 'failed' && batch.passed.length > 1) {
      this.#size = Math.ceil(batch.passed.length / 2);
      return;
    }
    const { SequenceNumber: sequence } = head.dynamodb;
    const times = this.#failing?.sequence === sequence ? this.#failing.times + 1 : 1;
    this.#failing = { sequence, times };
    if (times <= this.#definition.maximumRetries) {
      this.#tryAgainIn(1000 * 2 ** (times - 1));
    } else {
      this.#bury(head, outcome.reason);
      this.#saveCheckpoint(position, head);
    }
  }

  #tryAgainIn(milliseconds: number): void {
    const { clock } = this.#services;
    this.#pause = clock.schedule(clock.now() + Math.min(milliseconds, LONGEST_BACKOFF_MS), () => {
      this.#pause = undefined;
      this.wake();
    });
  }

  #bury(record: StreamRecord, reason: string): void {
    const { function: name, deadLetterQueue, maximumRetries } = this.#definition;
    this.#services.deadLetters.send(deadLetterQueue, {
      function: name,
      payload: { Records: [asEvent(this.#services.shards.arn)(record)] },
      maximumRetries,
      reason,
    });
    this.#failing = undefined;
  }

  async #position(): Promise<Position | undefined> {
    const { checkpoints, shards } = this.#services;
    return checkpoints.read(this.#name, shards.arn) ?? (await shards.first());
  }

  /** Everything up to and including the record was dealt with; without a record, nothing more than before. */
  #saveCheckpoint({ shard }: Position, record: StreamRecord | undefined): void {
    if (!record) return;
    const { checkpoints, shards } = this.#services;
    checkpoints.write(this.#name, shards.arn, { shard, sequence: record.dynamodb.SequenceNumber });
  }

  async #nextShard(position: Position): Promise<boolean> {
    const { checkpoints, shards } = this.#services;
    const next = await shards.next(position);
    if (next) checkpoints.write(this.#name, shards.arn, next);
    return next !== undefined;
  }
}

const asEvent =
  (arn: string) =>
  (record: StreamRecord): object => ({ ...record, eventSourceARN: arn });
