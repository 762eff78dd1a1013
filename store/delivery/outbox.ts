import { createHash } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { encodeTime } from 'ulid';
import * as z from 'zod';
import { Delivery, subjectOf } from '#contract/delivery.ts';
import { Instant } from '#domain/time/instant.ts';
import { documents, physicalName } from '#store/dynamodb/client.ts';
import { codec, type Row } from '#store/dynamodb/codec.ts';
import { decodedImage } from '#store/dynamodb/images.ts';
import { decoded, insert, queryRows } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';
import { nextId } from '#store/runtime/chance.ts';

/** One partition takes 1,000 writes a second, and each row is written twice: once in, once out. */
const BUCKETS = 16;

const OutboxRow = z.object({ bucket: z.string(), id: z.string(), createdAt: Instant, delivery: Delivery });
export type OutboxRow = z.infer<typeof OutboxRow>;

export const outbox = codec({ name: 'outbox/row', table: 'outbox', schema: OutboxRow });

const bucketName = (bucket: number): string => String(bucket).padStart(2, '0');

/** Every bucket that may hold a row. */
export const buckets: readonly string[] = Array.from({ length: BUCKETS }, (_, bucket) => bucketName(bucket));

/** Rows of one appointment are in one bucket, always the same. */
const bucketOf = (appointmentId: string): string =>
  bucketName(createHash('sha256').update(appointmentId).digest().readUInt8(0) % BUCKETS);

/** What others must hear of, in the transaction that caused it. */
export const addToOutbox = (delivery: Delivery, nowMs: number): Write =>
  insert(
    outbox,
    {
      bucket: bucketOf(subjectOf(delivery)),
      id: nextId(nowMs),
      createdAt: new Date(nowMs).toISOString(),
      delivery,
    },
    versionConflict,
  );

/** A row as the stream of the table brings it. @throws UnreadableRow, which is reported too. */
export const outboxRowOfImage = (image: Readonly<Record<string, unknown>>): OutboxRow =>
  decodedImage(outbox, image);

/** A row as it stands in the table. @throws UnreadableRow, which is reported too. */
export const outboxRowOf = (row: Row): OutboxRow => decoded(outbox, row);

/**
 * What a bucket holds from up to a moment, in milliseconds, the oldest first, from the beginning or from behind an id.
 * What is there is undelivered. Rows as they are stored: whoever finds one that cannot be read must say so, not pass
 * over it.
 */
export async function oldestPending(
  bucket: string,
  upToMs: number,
  limit: number,
  after?: string,
): Promise<Row[]> {
  const { rows } = await queryRows({
    table: 'outbox',
    partition: ['bucket', bucket],
    sort: {
      name: 'id',
      // Ids have one length, so what follows an id also follows it with a character more.
      ...(after !== undefined && { from: `${after}!` }),
      // An id begins with its moment.
      to: encodeTime(upToMs + 1),
    },
    limit,
  });
  return rows;
}

/** Takes a row away once it is delivered. It may be gone already: who delivers twice removes twice. */
export async function removeDelivered({ bucket, id }: Pick<OutboxRow, 'bucket' | 'id'>): Promise<void> {
  await documents.send(new DeleteCommand({ TableName: physicalName('outbox'), Key: { bucket, id } }));
}
