import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TableName, tableVariable } from '#contract/table-names.ts';

/** One client a process; endpoint, region and credentials are the environment's, as the SDK reads them itself. */
export const client = new DynamoDBClient({ maxAttempts: 4 });

export const documents = DynamoDBDocumentClient.from(client, {
  marshallOptions: { removeUndefinedValues: true },
});

/** The physical name of a table. @throws Error when the function was not granted it and so has no variable for it. */
export function physicalName(table: TableName): string {
  const name = process.env[tableVariable(table)];
  if (!name) throw new Error(`${tableVariable(table)} is not set: this function has no access to ${table}`);
  return name;
}
