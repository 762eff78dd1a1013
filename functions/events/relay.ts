import type { DynamoDBBatchResponse } from 'aws-lambda';
import { OutboxRecords } from '#contract/events.ts';
import { defineWorker } from '#functions/define-worker.ts';
import { log } from '#functions/runtime/log.ts';
import { deliver } from '#functions/use-cases/delivery/deliver.ts';

/**
 * Delivers new outbox rows in the order of the stream. One that fails does not hold up the others of the batch; it is
 * reported, and the stream brings it again. What was delivered already is left alone when it comes again with it.
 */
export const handler = defineWorker(
  OutboxRecords,
  async ({ Records }, now): Promise<DynamoDBBatchResponse> => {
    const batchItemFailures: DynamoDBBatchResponse['batchItemFailures'] = [];
    for (const { dynamodb } of Records) {
      try {
        await deliver({ id: dynamodb.NewImage.id.S }, now);
      } catch (error) {
        log.warn('delivery failed', { outboxId: dynamodb.NewImage.id.S, error: error as Error });
        batchItemFailures.push({ itemIdentifier: dynamodb.SequenceNumber });
      }
    }
    return { batchItemFailures };
  },
);
