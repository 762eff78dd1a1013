import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Delivery } from '#contract/delivery.ts';
import { Instant } from '#domain/time/instant.ts';
import { documents, physicalName } from '#store/dynamodb/client.ts';
import { insert, query, read } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';
import { nextId } from '#store/runtime/chance.ts';

export const OutboxRow = z.object({
  id: z.string(),
  createdAt: Instant,
  delivery: Delivery,
  /** There while it is undelivered; the index of undelivered rows holds nothing else. */
  pending: z.string().optional(),
});
export type OutboxRow = z.infer<typeof OutboxRow>;

const KEPT_DAYS = 7;

/** What others must hear of, in the transaction that caused it. */
export const addToOutbox = (delivery: Delivery, nowMs: number): Write =>
  insert(
    'outbox',
    'id',
    { id: nextId(nowMs), createdAt: new Date(nowMs).toISOString(), delivery, pending: 'pending' },
    versionConflict,
  );

/** The row if it is still to be delivered. */
export async function findPending(id: string): Promise<OutboxRow | undefined> {
  const row = await read('outbox', { id }, OutboxRow);
  return row?.pending ? row : undefined;
}

/** Undelivered rows, the oldest first, from the beginning or from behind an id. */
export const listPending = async (limit: number, after?: string): Promise<OutboxRow[]> =>
  (
    await query(
      {
        table: 'outbox',
        index: 'by-pending',
        partition: ['pending', 'pending'],
        // Ids have one length, so what follows an id also follows it with a character more.
        ...(after !== undefined && { sort: { name: 'id', from: `${after}!` } }),
        limit,
      },
      OutboxRow,
      ['id'],
    )
  ).items;

/** Marks a row as delivered; it is removed after a week. Marking it twice changes nothing. */
export async function markDelivered(id: string, nowMs: number): Promise<void> {
  await documents.send(
    new UpdateCommand({
      TableName: physicalName('outbox'),
      Key: { id },
      UpdateExpression: 'REMOVE pending SET deliveredAt = :at, expiresAt = :expires',
      ConditionExpression: 'attribute_exists(id)',
      ExpressionAttributeValues: {
        ':at': new Date(nowMs).toISOString(),
        ':expires': Math.floor(nowMs / 1000) + KEPT_DAYS * 86_400,
      },
    }),
  );
}
