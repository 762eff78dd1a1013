import { nonKeyAttributesOf } from '#contract/projections.ts';
import type { IndexDefinition, TableDefinition } from '#contract/types.ts';

/** What an index holds beside the keys, as DynamoDB writes it. */
export type Projection = { ProjectionType: string; NonKeyAttributes?: string[] };

/** DynamoDB refuses a list of nothing. */
export function projectionOf(table: TableDefinition, index: IndexDefinition): Projection {
  const attributes = nonKeyAttributesOf(table, index);
  if (attributes.length === 0) return { ProjectionType: 'KEYS_ONLY' };
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: attributes };
}

/** A projection as a text, the same for two lists that differ only in their order. */
export const projectionText = ({ ProjectionType, NonKeyAttributes = [] }: Projection): string =>
  [ProjectionType, ...NonKeyAttributes.toSorted()].join(' ');
