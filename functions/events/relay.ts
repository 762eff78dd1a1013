import { OutboxRecords } from '#contract/events.ts';
import { defineStream } from '#functions/define-stream.ts';
import { deliver } from '#functions/use-cases/delivery/deliver.ts';
import { outboxRowOfImage } from '#store/delivery/outbox.ts';

/** Delivers new outbox rows, as the stream brings them. */
export const handler = defineStream(
  OutboxRecords,
  async ({ dynamodb }) => deliver(outboxRowOfImage(dynamodb.NewImage)),
  ({ dynamodb }) => ({ outboxId: dynamodb.Keys.id.S }),
);
