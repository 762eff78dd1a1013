import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { vi } from 'vitest';
import { type TableDefinition, tables } from '#contract/index.ts';
import { type TableName, tableNames, tableVariable } from '#contract/table-names.ts';
import { contract } from '#local/contract.ts';
import { type DynamoDb, startDynamoDb } from '#local/dynamodb/emulator.ts';
import { createTables } from '#local/dynamodb/tables.ts';
import { tablePhysicalName } from '#local/names.ts';
import { documents } from '#store/dynamodb/client.ts';
import type { Write } from '#store/dynamodb/transaction.ts';
import type { Backend, Database } from './database.ts';
import type { Row } from './memory-tables.ts';

type Item = Write['item'];

let engine: DynamoDb;
/** Arranges and looks; the store has its own client, whose calls are counted. */
let aside: DynamoDBDocumentClient;

/** The embedded engine of the local run, in memory: one process a file, its tables emptied before each test. */
export const embeddedEngine: Backend = {
  async start() {
    engine = await startDynamoDb(undefined, () => {
      throw new Error('the engine ended by itself');
    });
    await createTables(engine.endpoint, contract.tables);
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', engine.endpoint);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
    for (const table of tableNames) vi.stubEnv(tableVariable(table), tablePhysicalName(table));
    aside = DynamoDBDocumentClient.from(new DynamoDBClient(), {
      marshallOptions: { removeUndefinedValues: true },
    });
  },
  async open() {
    await transact((await Promise.all(tableNames.map(deletionsOf))).flat());
    const stub = mockClient(documents);
    stub.send.callThrough();
    return {
      given: (...writes) => transact(writes.map(({ item }) => item)),
      put: (table, ...rows) =>
        transact(rows.map((Item) => ({ Put: { TableName: tablePhysicalName(table), Item } }))),
      all: rowsOf,
      queries: () => stub.commandCalls(QueryCommand).map(({ args }) => args[0].input),
      sent: () => stub.calls().map(({ args }) => args[0].constructor.name),
      fail: (error) => void stub.send.onCall(stub.send.callCount).rejects(error),
      close: async () => stub.restore(),
    } satisfies Database;
  },
  async stop() {
    aside.destroy();
    documents.destroy();
    vi.unstubAllEnvs();
    await engine.stop();
  },
};

async function rowsOf(table: TableName): Promise<Row[]> {
  const { Items = [] } = await aside.send(new ScanCommand({ TableName: tablePhysicalName(table) }));
  // A scan has no order that anybody may count on.
  const key = (row: Row) => JSON.stringify(keysOf(tables[table]).map((name) => row[name]));
  return Items.sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

const keysOf = ({ partitionKey, sortKey }: TableDefinition): string[] =>
  sortKey ? [partitionKey, sortKey] : [partitionKey];

const deletionsOf = async (table: TableName): Promise<Item[]> =>
  (await rowsOf(table)).map((row) => ({
    Delete: {
      TableName: tablePhysicalName(table),
      Key: Object.fromEntries(keysOf(tables[table]).map((name) => [name, row[name]])),
    },
  }));

/** One after another as it looks; in as few transactions as can be, each of which may hold a row once and 100 at most. */
async function transact(items: Item[]): Promise<void> {
  let batch = new Map<string, Item>();
  for (const item of items) {
    if (batch.has(rowOf(item)) || batch.size === 100) {
      await aside.send(new TransactWriteCommand({ TransactItems: [...batch.values()] }));
      batch = new Map();
    }
    batch.set(rowOf(item), item);
  }
  if (batch.size > 0) await aside.send(new TransactWriteCommand({ TransactItems: [...batch.values()] }));
}

function rowOf({ Put, Update, Delete, ConditionCheck }: Item): string {
  const part = Put ?? Update ?? Delete ?? ConditionCheck;
  const row: Row = Put?.Item ?? (Update ?? Delete ?? ConditionCheck)?.Key ?? {};
  const table = tableNames.find((name) => tablePhysicalName(name) === part?.TableName);
  if (!table) throw new Error(`no table ${part?.TableName}`);
  return JSON.stringify([table, ...keysOf(tables[table]).map((name) => row[name])]);
}
