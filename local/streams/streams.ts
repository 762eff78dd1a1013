import type { DatabaseSync } from 'node:sqlite';
import type { TableName } from '#contract/table-names.ts';
import { awsJson } from '#local/aws-json.ts';
import type { Clock } from '#local/clock.ts';
import type { Contract } from '#local/contract.ts';
import type { DeadLetters } from '#local/dead-letters.ts';
import type { Invoke } from '#local/functions/invoke.ts';
import type { Log } from '#local/log.ts';
import { tablePhysicalName } from '#local/names.ts';
import { Checkpoints } from './checkpoints.ts';
import { StreamReader } from './reader.ts';
import { openShards } from './shards.ts';

type Services = {
  readonly endpoint: string;
  readonly journal: DatabaseSync;
  readonly invoke: Invoke;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  readonly log: Log;
};

/** The readers of all streams. */
export type Streams = {
  /** These tables were written to. */
  wake(tables: ReadonlySet<TableName>): void;
  /** Resolves when everything written so far was delivered, is being gathered, or waits on the clock to be delivered again. */
  caughtUp(): Promise<void>;
  /** Ends one window before its time. Resolves when what it gathered was delivered, with false when none was open. */
  endWindow(): Promise<boolean>;
  /** For each table the last record that every reader has dealt with; without those that were not read yet. */
  delivered(): Map<TableName, string>;
  stop(): Promise<void>;
};

/** Opens a reader for each stream of the contract, and begins where the last run came to. The tables must be there. */
export async function openStreams(streams: Contract['streams'], services: Services): Promise<Streams> {
  const checkpoints = new Checkpoints(services.journal);
  const call = awsJson(services.endpoint);
  const readers = await Promise.all(
    Object.entries(streams).map(async ([name, definition]) => {
      const shards = await openShards(call, tablePhysicalName(definition.table));
      return {
        table: definition.table,
        position: () => checkpoints.read(name, shards.arn)?.sequence,
        reader: new StreamReader(name, definition, { ...services, shards, checkpoints }),
      };
    }),
  );
  for (const { reader } of readers) reader.wake();
  return {
    wake: (tables) => {
      for (const { table, reader } of readers) if (tables.has(table)) reader.wake();
    },
    caughtUp: async () => {
      await Promise.all(readers.map(({ reader }) => reader.caughtUp()));
    },
    endWindow: async () => {
      const gathering = readers.find(({ reader }) => reader.gathers);
      await gathering?.reader.drained();
      return gathering !== undefined;
    },
    delivered: () => {
      const tables = Map.groupBy(readers, ({ table }) => table);
      return new Map(
        [...tables].flatMap(([table, of]) => {
          const positions = of.map(({ position }) => position());
          if (!positions.every((position) => position !== undefined)) return [];
          return [[table, positions.reduce((one, other) => (BigInt(other) < BigInt(one) ? other : one))]];
        }),
      );
    },
    stop: async () => {
      await Promise.all(readers.map(({ reader }) => reader.stop()));
    },
  };
}
