import { marshall } from '@aws-sdk/util-dynamodb';
import { streams, tables } from '#contract/index.ts';
import type { TableName } from '#contract/table-names.ts';
import type { StreamDefinition } from '#contract/types.ts';
import { type Batch, nextBatch, outcomeOf } from '#local/streams/batch.ts';
import { passes } from '#local/streams/filter.ts';
import type { StreamRecord } from '#local/streams/shards.ts';
import type { Row } from '#test/memory-dynamodb/expressions.ts';
import type { Change } from '#test/memory-dynamodb/tables.ts';
import type { Agenda } from './agenda.ts';
import type { Deliveries } from './deliveries.ts';
import type { Faults } from './faults.ts';
import type { Invocations } from './invocations.ts';
import type { Random } from './random.ts';

type Parts = {
  agenda: Agenda;
  faults: Faults;
  random: Random;
  invocations: Invocations;
  deliveries: Deliveries;
};

const SHARDS = 2;

/** The streams of the contract: what their filters let through, in the order of its writing for each shard. */
export class Streams {
  readonly #faults: Faults;
  readonly #readers: { definition: StreamDefinition; shards: Shard[] }[];
  #count = 0;

  constructor(parts: Parts) {
    this.#faults = parts.faults;
    this.#readers = Object.values(streams).map((definition) => ({
      definition,
      shards: Array.from({ length: SHARDS }, () => new Shard(definition, parts)),
    }));
  }

  /** A row was written. */
  take({ table, before, after }: Change): void {
    if (!after) return;
    for (const { definition, shards } of this.#readers) {
      // Who reads a stream may be away for longer than it is kept.
      if (definition.table !== table || this.#faults.strikes('record never came')) continue;
      const key = String(after[tables[table].partitionKey]);
      const place = [...key].reduce((sum, character) => sum + character.charCodeAt(0), 0);
      shards[place % SHARDS]?.take({
        eventID: `record-${++this.#count}`,
        eventName: before ? 'MODIFY' : 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'cn-northwest-1',
        dynamodb: {
          SequenceNumber: String(this.#count).padStart(21, '0'),
          Keys: marshall(keysOf(table, after)),
          NewImage: marshall(after),
          ApproximateCreationDateTime: 0,
        },
      });
    }
  }
}

const keysOf = (table: TableName, row: Row): Row => {
  const { partitionKey, sortKey } = tables[table];
  return { [partitionKey]: row[partitionKey], ...(sortKey && { [sortKey]: row[sortKey] }) };
};

/** One shard: a batch at a time, again from where it failed, and what fails too often goes to the dead letters. */
class Shard {
  readonly #definition: StreamDefinition;
  readonly #parts: Parts;
  readonly #records: StreamRecord[] = [];
  #size: number;
  #failing: { sequence: string; times: number } | undefined;
  #busy = false;

  constructor(definition: StreamDefinition, parts: Parts) {
    this.#definition = definition;
    this.#parts = parts;
    this.#size = definition.batchSize;
  }

  take(record: StreamRecord): void {
    if (!passes(this.#definition.filter, record)) return;
    this.#records.push(record);
    const window = this.#definition.windowSeconds * 1000;
    this.#deliverIn(this.#parts.random.between(5, 300) + window);
  }

  #deliverIn(milliseconds: number): void {
    if (this.#busy || this.#records.length === 0) return;
    this.#busy = true;
    this.#parts.agenda.in(milliseconds, () => void this.#deliver());
  }

  async #deliver(): Promise<void> {
    const { invocations, faults, random } = this.#parts;
    const batch = nextBatch(this.#records, this.#definition.filter, this.#size);
    const result = await invocations.invoke(this.#definition.function, { Records: batch.passed });
    // How far the stream was read was not kept: the same comes again.
    const again = faults.strikes('delivered twice') ? 1 : this.#settle(batch, result);
    this.#busy = false;
    this.#deliverIn(again === 0 ? random.between(5, 100) : again);
  }

  /** @returns after how many milliseconds it may go on */
  #settle(batch: Batch, result: Parameters<typeof outcomeOf>[1]): number {
    const outcome = outcomeOf(batch, result);
    if (outcome.kind === 'done') {
      this.#records.splice(0, batch.covered.length);
      this.#size = this.#definition.batchSize;
      this.#failing = undefined;
      return 0;
    }
    const head = outcome.kind === 'failed-from' ? outcome.record : batch.passed[0];
    if (!head) return 0;
    this.#records.splice(0, this.#records.indexOf(head));
    if (outcome.kind === 'failed' && batch.passed.length > 1) {
      this.#size = Math.ceil(batch.passed.length / 2);
      return 0;
    }
    const { SequenceNumber: sequence } = head.dynamodb;
    const times = this.#failing?.sequence === sequence ? this.#failing.times + 1 : 1;
    this.#failing = { sequence, times };
    if (times <= this.#definition.maximumRetries) return Math.min(1000 * 2 ** (times - 1), 60_000);
    this.#records.shift();
    this.#parts.deliveries.bury(this.#definition, { Records: [head] });
    this.#failing = undefined;
    return 0;
  }
}
