import type { DynamoDBBatchResponse } from 'aws-lambda';
import { log } from '#functions/runtime/log.ts';

/** What a stream's record is known by. */
export type StreamRecord = { dynamodb: { SequenceNumber: string } };

/**
 * Takes the records of a batch one by one, in the order of the stream. One that fails does not hold up the others: it
 * is logged with `keysOf` it and reported, and the stream brings it again, and with it those that came after.
 */
export async function partialBatch<R extends StreamRecord>(
  records: readonly R[],
  take: (record: R) => Promise<unknown>,
  keysOf: (record: R) => Record<string, string>,
): Promise<DynamoDBBatchResponse> {
  const batchItemFailures: DynamoDBBatchResponse['batchItemFailures'] = [];
  for (const record of records) {
    try {
      await take(record);
    } catch (error) {
      log.warn('record failed', { ...keysOf(record), error: error as Error });
      batchItemFailures.push({ itemIdentifier: record.dynamodb.SequenceNumber });
    }
  }
  return { batchItemFailures };
}
