import type { TableDefinition } from '#contract/index.ts';
import { awsJson, type CallAwsJson } from '#local/aws-json.ts';
import { type Contract, namesOf } from '#local/contract.ts';
import { StartFailure } from '#local/failure.ts';
import { tablePhysicalName } from '#local/names.ts';

type Index = { IndexName: string; KeySchema: Key[] };
type Key = { AttributeName: string; KeyType: 'HASH' | 'RANGE' };
type Description = { Table: { KeySchema: Key[]; GlobalSecondaryIndexes?: Index[] } };

/** Creates the tables that are missing. Tables that are there keep their rows, whatever they hold. */
export async function createTables(endpoint: string, tables: Contract['tables']): Promise<void> {
  const call = awsJson(endpoint);
  const { TableNames } = await call<{ TableNames: string[] }>('DynamoDB_20120810.ListTables', {});
  for (const name of namesOf(tables)) {
    const definition = tables[name];
    if (!definition) continue;
    const physical = tablePhysicalName(name);
    if (TableNames.includes(physical)) await requireSameKeys(call, physical, definition);
    else await createTable(call, physical, definition);
  }
}

async function createTable(call: CallAwsJson, name: string, definition: TableDefinition): Promise<void> {
  const indexes = indexesOf(definition);
  const attributes = new Set(
    [keysOf(definition), ...indexes.map((index) => index.KeySchema)].flat().map((key) => key.AttributeName),
  );
  await call('DynamoDB_20120810.CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keysOf(definition),
    AttributeDefinitions: [...attributes].map((attribute) => ({
      AttributeName: attribute,
      AttributeType: 'S',
    })),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, Projection: { ProjectionType: 'ALL' } })),
    }),
    ...(definition.stream && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  });
  if (definition.timeToLive) {
    await call('DynamoDB_20120810.UpdateTimeToLive', {
      TableName: name,
      TimeToLiveSpecification: { Enabled: true, AttributeName: definition.timeToLive },
    });
  }
}

/** A folder written by an older version of the contract would fail later, and worse: reads through a missing index. */
async function requireSameKeys(call: CallAwsJson, name: string, definition: TableDefinition): Promise<void> {
  const { Table } = await call<Description>('DynamoDB_20120810.DescribeTable', { TableName: name });
  const present = shape(Table.KeySchema, Table.GlobalSecondaryIndexes ?? []);
  if (present === shape(keysOf(definition), indexesOf(definition))) return;
  throw new StartFailure(
    `表 ${name} 由另一版本建立，键或索引与现版本不同。请删除数据文件夹（默认 .greenlane）后重新启动。`,
    `Table ${name} was made by another version, with other keys or indexes. Remove the data folder (.greenlane by default) and start again.`,
  );
}

const keysOf = (keys: { partitionKey: string; sortKey?: string }): Key[] => [
  { AttributeName: keys.partitionKey, KeyType: 'HASH' },
  ...(keys.sortKey === undefined ? [] : [{ AttributeName: keys.sortKey, KeyType: 'RANGE' as const }]),
];

const indexesOf = (definition: TableDefinition): Index[] =>
  Object.entries(definition.indexes ?? {}).map(([name, keys]) => ({
    IndexName: name,
    KeySchema: keysOf(keys),
  }));

const shape = (keys: Key[], indexes: Index[]): string => {
  const text = (schema: Key[]) => schema.map((key) => `${key.KeyType} ${key.AttributeName}`).join(', ');
  const lines = indexes.map((index) => `${index.IndexName}: ${text(index.KeySchema)}`);
  return [text(keys), ...lines.sort()].join('; ');
};
