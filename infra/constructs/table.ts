import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { IndexDefinition, TableDefinition } from '#contract/index.ts';
import { nonKeyAttributesOf } from '#contract/projections.ts';
import { stageTableName, type TableName } from '#contract/table-names.ts';
import type { Settings } from '../settings.ts';
import { pascalCase } from './naming.ts';

/**
 * Request units a second at which a table and each of its indexes starts to throttle: a loop gone wrong costs tens of
 * dollars a day and rings an alarm, instead of thousands in silence. An index needs as much as its table, else it holds
 * back the table's writes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html
 */
const ceiling = { maxReadRequestUnits: 1_000, maxWriteRequestUnits: 500 } as const;

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** What an index holds beside the keys; DynamoDB refuses a list of nothing. */
function holding(table: TableDefinition, index: IndexDefinition) {
  const nonKeyAttributes = nonKeyAttributesOf(table, index);
  return nonKeyAttributes.length === 0
    ? { projectionType: ProjectionType.KEYS_ONLY }
    : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes };
}

/**
 * A table of the contract. `TableV2` (AWS::DynamoDB::GlobalTable), because a copy in a second region is then a change of
 * one property, not another table: Ningxia beside Beijing, say. Its name is fixed: deployed again after a deletion, the
 * stack stops at the table that was kept, and never goes on with an empty one.
 */
export function table(
  scope: Construct,
  name: TableName,
  definition: TableDefinition,
  settings: Settings,
): TableV2 {
  const { partitionKey, sortKey, indexes = {}, stream, timeToLive } = definition;
  return new TableV2(scope, pascalCase(name), {
    tableName: stageTableName(settings.stage, name),
    partitionKey: text(partitionKey),
    ...(sortKey && { sortKey: text(sortKey) }),
    globalSecondaryIndexes: Object.entries(indexes).map(([indexName, index]) => ({
      indexName,
      partitionKey: text(index.partitionKey),
      sortKey: text(index.sortKey),
      ...holding(definition, index),
      ...ceiling,
    })),
    ...(stream && { dynamoStream: StreamViewType.NEW_IMAGE }),
    ...(timeToLive && { timeToLiveAttribute: timeToLive }),
    billing: Billing.onDemand(ceiling),
    // AWS's key for DynamoDB in this account: each use is in CloudTrail, and no grant on a key can be forgotten.
    encryption: TableEncryptionV2.awsManagedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
    deletionProtection: !settings.disposable,
    removalPolicy: settings.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    tags: [{ key: 'description', value: asTag(definition.description) }],
  });
}

/** A tag value holds letters of any script, digits, spaces and `_.:/=+-@`, 256 at most; the rest goes. */
const asTag = (description: string) => description.replaceAll(/[^\p{L}\p{N}\s_.:/=+@-]/gu, '').slice(0, 256);
