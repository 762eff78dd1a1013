import { DatabaseSync } from 'node:sqlite';
import { streams, tables } from '#contract/index.ts';
import { tableNames } from '#contract/table-names.ts';
import type { CallAwsJson } from '#local/aws-json.ts';
import { tablePhysicalName } from '#local/names.ts';
import { openShards } from '#local/streams/shards.ts';

/** How many rows there are, by where they are. */
export type Rows = ReadonlyMap<string, number>;

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((one, other) => one + other, 0);

/** The rows of every table, and the records of every stream from the oldest that it still has. */
export async function databaseRows(call: CallAwsJson): Promise<Rows> {
  const rows = new Map<string, number>();
  for (const name of tableNames)
    rows.set(`table ${name}`, await count(call, { TableName: tablePhysicalName(name) }));
  for (const { table } of Object.values(streams))
    rows.set(`stream of ${table}`, await recordsOf(call, table));
  return rows;
}

/** The rows whose time to live is over by this clock. On AWS they go by themselves, within days. */
export async function expiredRows(call: CallAwsJson, now: number): Promise<number> {
  const mortal = tableNames.flatMap((name) => {
    const { timeToLive } = tables[name];
    return timeToLive === undefined ? [] : [{ name, timeToLive }];
  });
  const counts = await Promise.all(
    mortal.map(({ name, timeToLive }) =>
      count(call, {
        TableName: tablePhysicalName(name),
        FilterExpression: '#ttl < :now',
        ExpressionAttributeNames: { '#ttl': timeToLive },
        ExpressionAttributeValues: { ':now': { N: String(Math.floor(now / 1000)) } },
      }),
    ),
  );
  return sum(counts);
}

async function count(call: CallAwsJson, input: object): Promise<number> {
  type Page = { Count: number; LastEvaluatedKey?: object };
  let total = 0;
  let from: object | undefined;
  do {
    const asked = { ...input, Select: 'COUNT', ...(from && { ExclusiveStartKey: from }) };
    const page = await call<Page>('DynamoDB_20120810.Scan', asked);
    total += page.Count;
    from = page.LastEvaluatedKey;
  } while (from);
  return total;
}

async function recordsOf(call: CallAwsJson, table: Parameters<typeof tablePhysicalName>[0]): Promise<number> {
  const shards = await openShards(call, tablePhysicalName(table));
  let total = 0;
  for (let shard = await shards.first(); shard; shard = await shards.next(shard)) {
    for (let position = shard; ; ) {
      const { records } = await shards.readAfter(position);
      const last = records.at(-1);
      if (!last) break;
      total += records.length;
      position = { shard: position.shard, sequence: last.dynamodb.SequenceNumber };
    }
  }
  return total;
}

/** The rows of each table of a SQLite file. */
export function fileRows(label: string, path: string): Rows {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return new Map(
      names.map(({ name }) => {
        const { rows } = database.prepare(`SELECT count(*) AS rows FROM "${name}"`).get() ?? {};
        return [`${label} ${name}`, Number(rows)];
      }),
    );
  } finally {
    database.close();
  }
}

/** What one lifecycle left behind, wherever that is anything: the rows now, less those of a folder without one. */
export function leftBehind(now: Rows, empty: Rows, lifecycles: number): Map<string, number> {
  const left = [...now].map(
    ([where, rows]) => [where, (rows - (empty.get(where) ?? 0)) / lifecycles] as const,
  );
  return new Map(left.filter(([, each]) => each !== 0));
}
