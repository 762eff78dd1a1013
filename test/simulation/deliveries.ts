import type { DeadLetterQueueName } from '#contract/index.ts';
import type { FunctionName } from '#contract/types.ts';
import { batchItemFailures } from '#local/streams/batch.ts';
import type { Agenda } from './agenda.ts';
import type { Faults } from './faults.ts';
import type { Invocations } from './invocations.ts';
import type { Random } from './random.ts';
import type { Trace } from './trace.ts';

export type Target = { function: FunctionName; maximumRetries: number; deadLetterQueue: DeadLetterQueueName };
type Parts = { agenda: Agenda; faults: Faults; random: Random; trace: Trace; invocations: Invocations };

const RETRY_MS = 60_000;

/** Asynchronous invocations: at least once, again after a while when they fail, and in the end a dead letter. */
export class Deliveries {
  readonly dead: { target: Target; payload: unknown }[] = [];
  /** How many letters each queue has ever had. */
  readonly buried = new Map<DeadLetterQueueName, number>();
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  deliver(target: Target, payload: unknown): void {
    const { agenda, faults, random } = this.#parts;
    const delay = faults.strikes('delivered late') ? random.between(1_000, 600_000) : random.between(1, 500);
    agenda.in(delay, () => void this.#attempt(target, payload, 0));
    if (faults.strikes('delivered twice'))
      agenda.in(delay + random.between(0, 30_000), () => void this.#attempt(target, payload, 0));
  }

  bury(target: Target, payload: unknown): void {
    this.#parts.trace.say(`${target.deadLetterQueue} receives what ${target.function} failed`);
    this.buried.set(target.deadLetterQueue, (this.buried.get(target.deadLetterQueue) ?? 0) + 1);
    this.dead.push({ target, payload });
  }

  /** Somebody has looked, and lets everything be tried again. */
  redrive(): void {
    for (const { target, payload } of this.dead.splice(0)) this.deliver(target, payload);
  }

  async #attempt(target: Target, payload: unknown, retries: number): Promise<void> {
    const { agenda, invocations } = this.#parts;
    const result = await invocations.invoke(target.function, payload);
    // A dead letter of a stream is a batch of one, which may report itself as failed.
    if ('payload' in result && batchItemFailures(result.payload).length === 0) return;
    if (retries === target.maximumRetries) return this.bury(target, payload);
    agenda.in((retries + 1) * RETRY_MS, () => void this.#attempt(target, payload, retries + 1));
  }
}
