import type { StreamDefinition } from '#contract/index.ts';
import type { InvocationResult } from '#local/functions/invoke.ts';
import { passes } from './filter.ts';
import type { StreamRecord } from './shards.ts';

/** What is delivered at once: those of the first records that the filter lets through, and all that this deals with. */
export type Batch = {
  readonly passed: readonly StreamRecord[];
  readonly covered: readonly StreamRecord[];
};

/** The next batch of a page. What the filter keeps back is passed over. */
export function nextBatch(
  records: readonly StreamRecord[],
  filter: StreamDefinition['filter'],
  size: number,
): Batch {
  const passed = records.filter((record) => passes(filter, record)).slice(0, size);
  const last = passed.length === size ? passed.at(-1) : records.at(-1);
  return { passed, covered: records.slice(0, last ? records.indexOf(last) + 1 : 0) };
}

/** How a function took a batch: all of it, all before a record, or none because it failed as a whole. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed-from'; readonly record: StreamRecord; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Reads the answer of a function with `ReportBatchItemFailures`: an empty list is success, the lowest sequence number
 * is where to go on, and an answer that names a record we did not send counts as failure of the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function outcomeOf({ passed }: Batch, result: InvocationResult): Outcome {
  if ('error' in result) return { kind: 'failed', reason: reasonOf(result.error) };
  const failures = batchItemFailures(result.payload);
  if (failures.length === 0) return { kind: 'done' };
  const known = failures.every((id) => passed.some((record) => record.dynamodb.SequenceNumber === id));
  if (!known) return { kind: 'failed', reason: 'the answer names a record that was not in the batch' };
  const record = passed.find((candidate) => failures.includes(candidate.dynamodb.SequenceNumber));
  if (!record) throw new Error('unreachable: every failure is one of the batch');
  return { kind: 'failed-from', record, reason: 'reported in batchItemFailures' };
}

export const reasonOf = ({ errorType, errorMessage }: { errorType: string; errorMessage: string }): string =>
  `${errorType}: ${errorMessage}`;

/** The identifiers that a function reported as failed; none when it answered nothing of the kind. */
export function batchItemFailures(payload: unknown): string[] {
  const { batchItemFailures: failures } = (payload ?? {}) as { batchItemFailures?: unknown };
  if (!Array.isArray(failures)) return [];
  return failures.map((failure: { itemIdentifier?: unknown } | null) =>
    String(failure?.itemIdentifier ?? ''),
  );
}
