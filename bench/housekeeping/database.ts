import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { awsJson } from '#local/aws-json.ts';
import { DataFolder } from '#local/data-folder.ts';
import { startDynamoDb } from '#local/dynamodb/emulator.ts';
import { openShards } from '#local/streams/shards.ts';
import { type Counts, median, timed } from './figures.ts';
import { tablesOf } from './grown-folder.ts';

const SHIFTS = 'greenlane-shifts';

/** What the embedded database alone takes for a look at the stream's end, and for a write that the stream records. */
export async function streamCosts(path: string): Promise<{ look: number; write: number }> {
  const dynamodb = await startDynamoDb(new DataFolder(path).tables, () => {});
  const call = awsJson(dynamodb.endpoint);
  const page = await call<{ Items: Record<string, object>[] }>('DynamoDB_20120810.Scan', {
    TableName: SHIFTS,
    Limit: 1,
  });
  const { institution, item } = page.Items[0] ?? {};
  const shards = await openShards(call, SHIFTS);
  const first = await shards.first();
  const [looks, writes]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < 40 && first; turn++) {
    looks.push(await timed(() => shards.readAfter({ ...first, sequence: '999999999' })));
    // A shift that is written again with the minutes it has: the stream's reader passes over it.
    const touch = { TableName: SHIFTS, Key: { institution, item }, UpdateExpression: 'REMOVE touched' };
    writes.push(await timed(() => call('DynamoDB_20120810.UpdateItem', touch)));
  }
  await dynamodb.stop();
  return { look: median(looks), write: median(writes) };
}

/** Rows, stream records, executions and megabytes of a folder. */
export function countsOf(path: string): Counts {
  const files = new DataFolder(path);
  const inFile = <Result>(file: string, work: (database: DatabaseSync) => Result): Result => {
    const database = new DatabaseSync(file, { readOnly: true });
    const result = work(database);
    database.close();
    return result;
  };
  const one = (database: DatabaseSync, sql: string) =>
    Number(Object.values(database.prepare(sql).get() ?? {})[0]);
  const megabytes = (database: DatabaseSync, file: string): Counts => ({
    MB: Math.round(statSync(file).size / 1e6),
    'MB, of which free': Math.round(
      (one(database, 'PRAGMA freelist_count') * one(database, 'PRAGMA page_size')) / 1e6,
    ),
  });
  const named = (prefix: string, counts: Counts): Counts =>
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${prefix}: ${name}`, count]));
  const tables = inFile(files.tables, (database) => ({
    ...Object.fromEntries(
      tablesOf(database)
        .filter((table) => !table.includes('::'))
        .map((table) => [
          `rows in ${table.replace('greenlane-', '')}`,
          one(database, `SELECT COUNT(*) FROM "${table}"`),
        ]),
    ),
    'stream records': one(database, 'SELECT COUNT(*) FROM _stream_records'),
    ...named('dynamodb.db', megabytes(database, files.tables)),
  }));
  const engine = inFile(files.executions, (database) => ({
    executions: one(database, 'SELECT COUNT(*) FROM executions'),
    ...named('executions.sqlite', megabytes(database, files.executions)),
  }));
  return { ...tables, ...engine };
}
