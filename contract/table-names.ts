/** The tables, by the names that code, grants and environment variables are made from. */
export const tableNames = [
  'organisations',
  'appointments',
  'tasks',
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

/** The environment variable that holds a table's physical name: `waits` is in `TABLE_WAITS`. */
export const tableVariable = (table: TableName): string => `TABLE_${table.toUpperCase()}`;
