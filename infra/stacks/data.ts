import { Stack, type StackProps } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { tables } from '#contract/index.ts';
import { type TableName, tableNames } from '#contract/table-names.ts';
import { userPoolIssuer } from '../constructs/accounts.ts';
import type { Data } from '../constructs/data.ts';
import { table } from '../constructs/table.ts';
import type { Issuer, Settings } from '../settings.ts';

type DataProps = StackProps & { settings: Settings };

/** What must outlive every deployment: the tables, and the accounts of the people unless they are kept elsewhere. */
export class DataStack extends Stack implements Data {
  readonly tables: Record<TableName, TableV2>;
  readonly issuer: Issuer;

  constructor(scope: Construct, id: string, props: DataProps) {
    super(scope, id, props);
    const { settings } = props;
    this.tables = Object.fromEntries(
      tableNames.map((name) => [name, table(this, name, tables[name], settings)]),
    ) as Record<TableName, TableV2>;
    this.issuer = settings.issuer ?? userPoolIssuer(this, settings);
  }

  streamOf(name: TableName): string {
    const { tableStreamArn } = this.tables[name];
    if (!tableStreamArn) throw new Error(`The table ${name} has no stream.`);
    return tableStreamArn;
  }
}
