import { describe, expect, test } from 'vitest';
import { type IndexDefinition, type TableDefinition, tables } from '#contract/index.ts';
import { nonKeyAttributesOf } from '#contract/projections.ts';
import { tableNames } from '#contract/table-names.ts';
import { development, throwaway } from '../deployments.ts';
import { ofType, type Resource } from '../template.ts';

const { data, service } = development;
const made = ofType(data.Resources, 'AWS::DynamoDB::GlobalTable');

const keys = (partitionKey: string, sortKey?: string) => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  ...(sortKey ? [{ AttributeName: sortKey, KeyType: 'RANGE' }] : []),
];

const projection = (table: TableDefinition, index: IndexDefinition) => {
  const held = nonKeyAttributesOf(table, index);
  return held.length === 0
    ? { ProjectionType: 'KEYS_ONLY' }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes: held };
};

describe('the tables', () => {
  test('are those of the contract, and no others', () => {
    expect(made.map((table) => table.Properties.TableName).sort()).toEqual(
      tableNames.map((name) => `greenlane-dev-${name}`).sort(),
    );
    expect(ofType(service.Resources, 'AWS::DynamoDB::GlobalTable')).toEqual([]);
  });

  test.each(tableNames)('%s has the keys, indexes, stream and expiry of the contract', (name) => {
    const definition = tables[name];
    const { Properties } = table(name);
    const indexes = Object.entries(definition.indexes ?? {});
    expect(Properties.KeySchema).toEqual(keys(definition.partitionKey, definition.sortKey));
    expect(Properties.GlobalSecondaryIndexes ?? []).toEqual(
      indexes.map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keys(index.partitionKey, index.sortKey),
        Projection: projection(definition, index),
        WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 500 },
      })),
    );
    expect(Properties.StreamSpecification).toEqual(
      definition.stream ? { StreamViewType: 'NEW_IMAGE' } : undefined,
    );
    expect(Properties.TimeToLiveSpecification).toEqual(
      definition.timeToLive ? { AttributeName: definition.timeToLive, Enabled: true } : undefined,
    );
  });

  test.each(tableNames)(
    '%s projects no more than DynamoDB takes: 20 attributes an index, 100 a table',
    (name) => {
      const projected = (table(name).Properties.GlobalSecondaryIndexes ?? []).map(
        (index: { Projection: { NonKeyAttributes?: string[] } }) => index.Projection.NonKeyAttributes ?? [],
      );
      // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Projection.html
      for (const attributes of projected) expect(attributes.length).toBeLessThanOrEqual(20);
      expect(projected.flat().length).toBeLessThanOrEqual(100);
    },
  );

  test.each(tableNames)('%s is kept, protected, restorable, encrypted, and has a ceiling', (name) => {
    const { Properties, DeletionPolicy, UpdateReplacePolicy } = table(name);
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 500 },
      Replicas: [
        {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 1_000 },
        },
      ],
    });
    for (const index of Properties.Replicas[0].GlobalSecondaryIndexes ?? []) {
      expect(index.ReadOnDemandThroughputSettings).toEqual({ MaxReadRequestUnits: 1_000 });
    }
  });

  test('go with their stack only where the operator says so', () => {
    for (const { DeletionPolicy, Properties } of ofType(
      throwaway.data.Resources,
      'AWS::DynamoDB::GlobalTable',
    )) {
      expect(DeletionPolicy).toBe('Delete');
      expect(Properties.Replicas[0].DeletionProtectionEnabled).toBe(false);
    }
  });
});

function table(name: string): Resource {
  const found = made.find((one) => one.Properties.TableName === `greenlane-dev-${name}`);
  if (!found) throw new Error(`There is no table ${name}.`);
  return found;
}
