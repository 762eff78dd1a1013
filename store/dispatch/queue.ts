import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { QueueEntry } from '#domain/dispatch/queue.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { documents, physicalName } from '#store/dynamodb/client.ts';
import { insert, query, remove } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

/** Puts an entry into its unit's queue. */
export const enterQueue = (entry: QueueEntry): Write => insert('queue', 'unit', entry, versionConflict);

/** Takes an entry out of the queue; refused when somebody else did. */
export const leaveQueue = (unit: UnitId, rankKey: string): Write =>
  remove('queue', { unit, rankKey }, versionConflict);

/** A unit's queue in the order of rank, from the head or from behind a key. */
export const queueHead = async (unit: UnitId, limit: number, after?: string): Promise<QueueEntry[]> =>
  (
    await query(
      {
        table: 'queue',
        partition: ['unit', unit],
        // Keys of a queue have one length, so what follows a key also follows it with a character more.
        ...(after !== undefined && { sort: { name: 'rankKey', from: `${after}!` } }),
        limit,
      },
      QueueEntry,
      ['rankKey'],
    )
  ).items;

/** Nobody is told a longer number than this; the page then says “more than”. */
export const COUNTED_AHEAD = 500;

/** How many stand before an entry now, counted up to `COUNTED_AHEAD`. */
export async function countAhead(unit: UnitId, rankKey: string): Promise<number> {
  const { Count = 0 } = await documents.send(
    new QueryCommand({
      TableName: physicalName('queue'),
      KeyConditionExpression: '#unit = :unit AND #rank < :rank',
      ExpressionAttributeNames: { '#unit': 'unit', '#rank': 'rankKey' },
      ExpressionAttributeValues: { ':unit': unit, ':rank': rankKey },
      Select: 'COUNT',
      Limit: COUNTED_AHEAD,
    }),
  );
  return Count;
}

/** Notes on the board why an entry found no place. An entry that has left the queue meanwhile stays away. */
export async function noteUnplaced(unit: UnitId, rankKey: string, reason: string): Promise<void> {
  try {
    await documents.send(
      new UpdateCommand({
        TableName: physicalName('queue'),
        Key: { unit, rankKey },
        UpdateExpression: 'SET unplaced = :reason',
        ConditionExpression: 'attribute_exists(rankKey)',
        ExpressionAttributeValues: { ':reason': reason },
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
  }
}
