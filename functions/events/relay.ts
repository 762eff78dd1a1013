import { OutboxRecords } from '#contract/events.ts';
import { defineStream } from '#functions/define-stream.ts';
import { deliver } from '#functions/use-cases/delivery/deliver.ts';

/** Delivers new outbox rows. What was delivered already is left alone when it comes again with one that failed. */
export const handler = defineStream(
  OutboxRecords,
  ({ dynamodb }, now) => deliver({ id: dynamodb.NewImage.id.S }, now),
  ({ dynamodb }) => ({ outboxId: dynamodb.NewImage.id.S }),
);
