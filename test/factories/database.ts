import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type TableName, tableNames } from '#contract/table-names.ts';
import type { Write } from '#store/dynamodb/transaction.ts';
import { MemoryTables, type Row } from './memory-tables.ts';

/** What the store's tests run on, and what they see of it. */
export type Database = {
  /** Carries out writes of the store, as if they had been committed before. */
  given(...writes: Write[]): Promise<void>;
  put(table: TableName, ...rows: Row[]): Promise<void>;
  all(table: TableName): Promise<Row[]>;
  /** The queries that the store has sent in this test. */
  queries(): QueryCommandInput[];
  /** The commands that it has sent, by their names. */
  sent(): string[];
  /** Its next call fails. */
  fail(error: Error): void;
  close(): Promise<void>;
};

export type Backend = {
  /** Before the first test of a file. */
  start(): Promise<void>;
  /** Before each: empty. */
  open(): Promise<Database>;
  stop(): Promise<void>;
};

/** The double, which the tests of the functions run on as well. */
const inMemory: Backend = {
  start: async () => {},
  open: async () => {
    const memory = new MemoryTables();
    return {
      given: async (...writes) => void memory.given(...writes),
      put: async (table, ...rows) => void memory.put(table, ...rows),
      all: async (table) => memory.all(table),
      queries: () => memory.stub.commandCalls(QueryCommand).map(({ args }) => args[0].input),
      sent: () => memory.stub.calls().map(({ args }) => args[0].constructor.name),
      fail: (error) => void memory.fail(() => error),
      close: async () => memory.stub.restore(),
    };
  },
  stop: async () => {},
};

let backend = inMemory;

/** Lets the tests that are imported after this run on something else (test/store/engine). */
export function runOn(other: Backend): void {
  backend = other;
}

/** Everything but the answers that are kept for retries: what really changed. */
export async function snapshot(database: Database): Promise<Record<string, Row[]>> {
  const rest = tableNames.filter((name) => name !== 'idempotency');
  return Object.fromEntries(await Promise.all(rest.map(async (name) => [name, await database.all(name)])));
}

/** An empty database for each test of a file. */
export function testDatabase(): Database {
  const it = {} as Database;
  beforeAll(() => backend.start());
  beforeEach(async () => void Object.assign(it, await backend.open()));
  afterEach(() => it.close());
  afterAll(() => backend.stop());
  return it;
}
