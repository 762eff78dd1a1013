import type { IndexDefinition, TableDefinition } from './types.ts';

/**
 * What DynamoDB is told that an index holds: the projection of the contract without the keys of the table and the index,
 * which every index holds anyway and which are no non-key attributes.
 * @returns nothing for an index of keys only
 */
export function nonKeyAttributesOf(table: TableDefinition, index: IndexDefinition): string[] {
  const keys = [table.partitionKey, table.sortKey, index.partitionKey, index.sortKey];
  return index.projection.filter((name) => !keys.includes(name));
}
