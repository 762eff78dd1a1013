import { setTimeout as sleep } from 'node:timers/promises';
import type { TableDefinition } from '#contract/index.ts';
import type { TableName } from '#contract/table-names.ts';
import { awsJson, type CallAwsJson } from '#local/aws-json.ts';
import { type Contract, namesOf } from '#local/contract.ts';
import { StartFailure } from '#local/failure.ts';
import { tablePhysicalName } from '#local/names.ts';
import { type Projection, projectionOf, projectionText } from './projection.ts';

type Index = { IndexName: string; KeySchema: Key[]; Projection: Projection; IndexStatus?: string };
type Key = { AttributeName: string; KeyType: 'HASH' | 'RANGE' };
type Table = {
  KeySchema: Key[];
  GlobalSecondaryIndexes?: Index[];
  StreamSpecification?: { StreamEnabled: boolean };
};

const stream = { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } };

/**
 * Creates the tables that are missing, and gives those that are there the indexes, streams and times to live that are
 * missing. Every row stays as it is.
 * @throws StartFailure when a table or an index has other keys: neither can be changed in place.
 */
export async function createTables(endpoint: string, tables: Contract['tables']): Promise<void> {
  const call = awsJson(endpoint);
  const { TableNames } = await call<{ TableNames: string[] }>('DynamoDB_20120810.ListTables', {});
  for (const name of namesOf(tables)) {
    const definition = tables[name];
    if (!definition) continue;
    if (TableNames.includes(tablePhysicalName(name))) await completeTable(call, name, definition);
    else await createTable(call, tablePhysicalName(name), definition);
    await setTimeToLive(call, tablePhysicalName(name), definition);
  }
}

async function createTable(call: CallAwsJson, name: string, definition: TableDefinition): Promise<void> {
  const indexes = indexesOf(definition);
  await call('DynamoDB_20120810.CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keysOf(definition),
    AttributeDefinitions: attributesOf(keysOf(definition), ...indexes.map((index) => index.KeySchema)),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    ...(definition.stream && stream),
  });
}

async function completeTable(call: CallAwsJson, name: TableName, definition: TableDefinition): Promise<void> {
  const TableName = tablePhysicalName(name);
  const present = await describe(call, TableName);
  requireSameKeys(TableName, present, definition);
  if (definition.stream && !present.StreamSpecification?.StreamEnabled)
    await call('DynamoDB_20120810.UpdateTable', { TableName, ...stream });
  // One in each call, as AWS wants it.
  for (const index of indexesOf(definition)) {
    if (present.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === index.IndexName)) continue;
    await call('DynamoDB_20120810.UpdateTable', {
      TableName,
      AttributeDefinitions: attributesOf(index.KeySchema),
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    });
    await untilFilled(call, TableName, index.IndexName);
  }
}

/** The database fills a new index from the rows that have its keys; another than ours may take a while for it. */
async function untilFilled(call: CallAwsJson, table: string, index: string): Promise<void> {
  for (;;) {
    const { GlobalSecondaryIndexes = [] } = await describe(call, table);
    const made = GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === index);
    if ((made?.IndexStatus ?? 'ACTIVE') === 'ACTIVE') return;
    await sleep(100);
  }
}

async function setTimeToLive(call: CallAwsJson, TableName: string, { timeToLive }: TableDefinition) {
  if (!timeToLive) return;
  type Answer = { TimeToLiveDescription: { TimeToLiveStatus: string } };
  const { TimeToLiveDescription } = await call<Answer>('DynamoDB_20120810.DescribeTimeToLive', { TableName });
  if (TimeToLiveDescription.TimeToLiveStatus === 'ENABLED') return;
  const TimeToLiveSpecification = { Enabled: true, AttributeName: timeToLive };
  await call('DynamoDB_20120810.UpdateTimeToLive', { TableName, TimeToLiveSpecification });
}

const describe = async (call: CallAwsJson, TableName: string): Promise<Table> =>
  (await call<{ Table: Table }>('DynamoDB_20120810.DescribeTable', { TableName })).Table;

function requireSameKeys(name: string, present: Table, definition: TableDefinition): void {
  const same = (one: Key[], other: Key[]) => textOf(one) === textOf(other);
  const wanted = new Map(indexesOf(definition).map((index) => [index.IndexName, index]));
  const changed = (present.GlobalSecondaryIndexes ?? []).filter((index) => {
    const { KeySchema, Projection } = wanted.get(index.IndexName) ?? index;
    return (
      !same(KeySchema, index.KeySchema) || projectionText(Projection) !== projectionText(index.Projection)
    );
  });
  if (same(present.KeySchema, keysOf(definition)) && changed.length === 0) return;
  const [zh, en] = changed[0]
    ? [`索引 ${changed[0].IndexName}`, `index ${changed[0].IndexName}`]
    : ['主键', 'key'];
  throw new StartFailure(
    `表 ${name} 由另一版本建立，${zh} 与现版本不同：请把数据文件夹（默认 .greenlane）移走，或用 GREENLANE_DATA 指定另一个文件夹，然后重新启动。`,
    `Table ${name} was made by another version with another ${en}: move the data folder (.greenlane by default) away, or name another folder in GREENLANE_DATA, and start again.`,
  );
}

const keysOf = (keys: { partitionKey: string; sortKey?: string }): Key[] => [
  { AttributeName: keys.partitionKey, KeyType: 'HASH' },
  ...(keys.sortKey === undefined ? [] : [{ AttributeName: keys.sortKey, KeyType: 'RANGE' as const }]),
];

const indexesOf = (definition: TableDefinition): Index[] =>
  Object.entries(definition.indexes ?? {}).map(([name, index]) => ({
    IndexName: name,
    KeySchema: keysOf(index),
    Projection: projectionOf(definition, index),
  }));

const attributesOf = (...schemas: Key[][]) =>
  [...new Set(schemas.flat().map((key) => key.AttributeName))].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  }));

const textOf = (schema: Key[]): string =>
  schema.map((key) => `${key.KeyType} ${key.AttributeName}`).join(', ');
