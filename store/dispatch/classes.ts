import * as z from 'zod';
import { classKey, classOf, ParkingClass } from '#domain/dispatch/parking.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import { Problem } from '#domain/problem.ts';
import { InstitutionId } from '#domain/units/institution.ts';
import { physicalName } from '#store/dynamodb/client.ts';
import { codec, type Row } from '#store/dynamodb/codec.ts';
import { queryAllRows, queryRows, readable } from '#store/dynamodb/rows.ts';
import { commit, versionConflict, type Write } from '#store/dynamodb/transaction.ts';
import { newId } from '#store/runtime/chance.ts';

const CLASSES = '#classes';
const classesOf = (institution: InstitutionId): string => `${institution}${CLASSES}`;

/** Whether an item of the table of queues says what is parked, and nothing of who waits. */
export const isClass = ({ queue }: Row): boolean => String(queue).endsWith(CLASSES);

/** A class in which somebody is parked, or was until lately. */
const ParkedClass = ParkingClass.extend({
  institution: InstitutionId,
  /** Another each time somebody is parked in it: by this, whoever found nobody sees that somebody has come since. */
  stamp: z.string(),
});
export type ParkedClass = z.infer<typeof ParkedClass>;

const keyOf = ({ institution, ...parkingClass }: ParkedClass) => ({
  queue: classesOf(institution),
  place: classKey(parkingClass),
});

export const parkedClasses = codec({
  name: 'queue/class',
  table: 'queue',
  schema: ParkedClass,
  holds: isClass,
  keys: keyOf,
});

/** Says that somebody is parked in the class of an entry, whether that was said before or not. */
export const markClass = (entry: QueueEntry, parkedAt: string): Write => ({
  item: {
    Put: {
      TableName: physicalName('queue'),
      Item: parkedClasses.encode({
        ...classOf(entry),
        institution: entry.institution,
        stamp: newId(Date.parse(parkedAt)),
      }),
    },
  },
  refused: versionConflict,
});

/** The classes of an institution in which somebody may be parked: read whole, by mode and by day. */
export const listClasses = async (institution: InstitutionId): Promise<ParkedClass[]> =>
  readable(
    parkedClasses,
    await queryAllRows({ table: 'queue', partition: ['queue', classesOf(institution)] }),
  );

/** Whether anybody may be parked at an institution. */
export async function isAnybodyParked(institution: InstitutionId): Promise<boolean> {
  const { rows } = await queryRows({
    table: 'queue',
    partition: ['queue', classesOf(institution)],
    limit: 1,
  });
  return rows.length > 0;
}

/** Takes a class away in which nobody was found, unless somebody has been parked in it since the class was read. */
export async function forgetClass(parkedClass: ParkedClass): Promise<void> {
  const { stamp } = parkedClass;
  try {
    await commit([
      {
        item: {
          Delete: {
            TableName: physicalName('queue'),
            Key: keyOf(parkedClass),
            ConditionExpression: '#stamp = :stamp',
            ExpressionAttributeNames: { '#stamp': 'stamp' },
            ExpressionAttributeValues: { ':stamp': stamp },
          },
        },
        refused: versionConflict,
      },
    ]);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'VersionConflict')) throw error;
  }
}
