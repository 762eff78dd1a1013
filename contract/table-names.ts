/** The tables, by the names that code, grants and environment variables are made from. */
export const tableNames = [
  'organisations',
  'appointments',
  'waits',
  'queue',
  'teams',
  'shifts',
  'instruments',
  'certificates',
  'outbox',
  'idempotency',
] as const;

export type TableName = (typeof tableNames)[number];

export type TableVariable = `TABLE_${Uppercase<TableName>}`;

/** The environment variable that holds a table's physical name: `waits` is in `TABLE_WAITS`. */
export const tableVariable = (table: TableName): TableVariable =>
  `TABLE_${table.toUpperCase() as Uppercase<TableName>}`;

/** The physical name of a table in a stage on AWS. */
export const stageTableName = (stage: string, table: TableName): string => `greenlane-${stage}-${table}`;
