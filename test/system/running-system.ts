import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect } from 'vitest';
import { type TableName, tableNames } from '#contract/table-names.ts';
import { MovableClock } from '#local/clock.ts';
import { DemoClient } from '#local/demo/client.ts';
import { Scenario } from '#local/demo/scenario.ts';
import { type System, startSystem } from '#local/system.ts';
import { documents, physicalName } from '#store/dynamodb/client.ts';
import { booksOf } from '#test/books/books.ts';
import { disagreements } from '#test/books/disagreements.ts';

/** A Monday morning in China, with the calendar of the whole year ahead. */
const MONDAY = Date.parse('2026-03-02T01:00:00Z');

export type RunningSystem = { system: System; client: DemoClient; scenario: Scenario; errors: string[] };

/**
 * The whole system in memory on a clock that stands still, fresh for each test. After each, whatever was played,
 * the books must agree.
 */
export function useRunningSystem(): RunningSystem {
  const running = {} as RunningSystem;
  beforeEach(async () => {
    running.errors = [];
    running.system = await startSystem({
      memory: true,
      clock: new MovableClock({ flowing: false, start: MONDAY }),
      randomSeed: 7,
      log: (level, message) => {
        if (level === 'error') running.errors.push(message);
      },
    });
    running.client = new DemoClient(
      running.system.url,
      () => {},
      // Once nothing is under way, looking again shows nothing new.
      { looks: 3, moment: () => running.system.settle() },
    );
    running.scenario = new Scenario(running.client);
  });
  afterEach(async () => {
    try {
      await running.system.settle();
      await expectBooksToAgree();
    } finally {
      await running.system.stop();
    }
  });
  return running;
}

async function rows(table: TableName): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new ScanCommand({ TableName: physicalName(table), ...(from && { ExclusiveStartKey: from }) }),
    );
    all.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  return all;
}

/** What must hold between the tables whenever nothing is under way. */
export async function expectBooksToAgree(): Promise<void> {
  const all = await Promise.all(tableNames.map(async (table) => [table, await rows(table)] as const));
  const books = booksOf(Object.fromEntries(all) as Record<TableName, Record<string, unknown>[]>);
  expect(disagreements(books)).toEqual([]);
}
