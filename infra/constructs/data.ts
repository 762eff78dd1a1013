import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { TableName } from '#contract/table-names.ts';
import type { Issuer } from '../settings.ts';

/** What outlives a deployment, as what works on it sees it. */
export type Data = {
  tables: Record<TableName, TableV2>;
  issuer: Issuer;
  /** The stream of a table. @throws Error if the contract gives it none */
  streamOf(table: TableName): string;
};
