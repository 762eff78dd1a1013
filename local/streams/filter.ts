import type { StreamDefinition } from '#contract/index.ts';
import type { StreamRecord } from './shards.ts';

/**
 * Whether the filter of a stream lets a record through, as the filter criteria of an event source mapping would: the kind
 * of write, and one of the listed texts in each named attribute of the row as it then stands.
 */
export function passes({ writes, image = {} }: StreamDefinition['filter'], record: StreamRecord): boolean {
  const row = (record.dynamodb.NewImage ?? {}) as Record<string, { S?: string }>;
  return (
    writes.some((write) => write === record.eventName) &&
    Object.entries(image).every(([name, values]) => values.includes(row[name]?.S ?? ''))
  );
}
