import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Appointment } from '#domain/appointments/appointment.ts';
import { classKey, classOf, type Needs, type ParkingClass } from '#domain/dispatch/parking.ts';
import { QueueEntry } from '#domain/dispatch/queue.ts';
import type { InstitutionId } from '#domain/units/institution.ts';
import { isClass, markClass } from '#store/dispatch/classes.ts';
import { documents, physicalName } from '#store/dynamodb/client.ts';
import { codec } from '#store/dynamodb/codec.ts';
import {
  insert,
  type Key,
  type Page,
  queryRows,
  readable,
  readSeveral,
  remove,
} from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

const parkedQueue = (institution: InstitutionId): string => `${institution}#parked`;
const parkedPlace = (needs: Needs, rankKey: string): string => `${classKey(classOf(needs))}#${rankKey}`;

const keyOf = (entry: QueueEntry): Key =>
  entry.parked === null
    ? { queue: entry.institution, place: entry.rankKey }
    : { queue: parkedQueue(entry.institution), place: parkedPlace(entry, entry.rankKey) };

export const queue = codec({
  name: 'queue/entry',
  table: 'queue',
  schema: QueueEntry,
  holds: (row) => !isClass(row),
  keys: (entry) => ({ ...keyOf(entry), state: entry.parked === null ? 'waiting' : 'parked' }),
});

/** Puts an entry into its institution's queue. */
export const enterQueue = (entry: QueueEntry): Write => insert(queue, entry, versionConflict);

/** Takes an entry out of where it stands; refused when somebody else did. */
export const leaveQueue = (entry: QueueEntry): Write => remove('queue', keyOf(entry), versionConflict);

/** Sets an entry aside until there is capacity for it, and says so of its class. */
export const park = (entry: QueueEntry, parked: NonNullable<QueueEntry['parked']>): Write[] => [
  leaveQueue(entry),
  enterQueue({ ...entry, parked }),
  markClass(entry, parked.at),
];

/** Where an appointment stands in a queue, waiting or parked; undefined when it stands in none. */
export async function findEntry({
  institution,
  rankKey,
  ...rest
}: Pick<Appointment, 'institution' | 'mode' | 'requestedDate' | 'triage'> & { rankKey: string }): Promise<
  QueueEntry | undefined
> {
  const { mode, requestedDate, triage } = rest;
  const needs = { mode, requestedDate, fields: triage.fields, minutes: triage.minutes };
  const [found] = await readSeveral(queue, [
    { queue: institution, place: rankKey },
    { queue: parkedQueue(institution), place: parkedPlace(needs, rankKey) },
  ]);
  return found;
}

/** A page of a queue, and whether nothing stands there at all: also nothing that nobody can read. */
type QueuePage = Page<QueueEntry> & { empty: boolean };

/** Above every character of a place. */
const LAST = '~';

/**
 * Entries of a queue from a place on, or behind one. `next` is the last place that was looked at, where more may follow: a
 * page of rows that nobody can read is no end.
 */
async function page(
  name: string,
  { from, to, after }: { from: string; to: string; after: string | undefined },
  limit: number,
): Promise<QueuePage> {
  const { rows, next } = await queryRows({
    table: 'queue',
    partition: ['queue', name],
    // Keys of a queue have one length, so what follows a key also follows it with a character more.
    sort: { name: 'place', from: after === undefined ? from : `${after}!`, to },
    limit,
  });
  return {
    items: readable(queue, rows),
    next: next === null ? null : String(rows.at(-1)?.place),
    empty: rows.length === 0,
  };
}

/** An institution's queue in the order of rank, from the head or from behind the `next` of a page. */
export const queueHead = (institution: InstitutionId, limit: number, after?: string): Promise<QueuePage> =>
  page(institution, { from: '0', to: LAST, after }, limit);

/** What is parked at an institution, class by class. */
export const listParked = (institution: InstitutionId, limit: number): Promise<Page<QueueEntry>> =>
  page(parkedQueue(institution), { from: '0', to: LAST, after: undefined }, limit);

/** Who is parked in a class, in the order of rank, from the first or from behind the `next` of a page. */
export const parkedOf = (
  institution: InstitutionId,
  parkingClass: ParkingClass,
  limit: number,
  after?: string,
): Promise<QueuePage> => {
  const from = `${classKey(parkingClass)}#`;
  return page(parkedQueue(institution), { from, to: `${from}${LAST}`, after }, limit);
};

/** Nobody is told a longer number than this; the page then says “more than”. */
export const COUNTED_AHEAD = 500;

/**
 * How many stand before an appointment now, counted up to `COUNTED_AHEAD`: those that are to be placed before it, and
 * those parked before it that need alike.
 */
export async function countAhead({
  institution,
  rankKey,
  mode,
  requestedDate,
  triage: { fields, minutes },
}: Pick<Appointment, 'institution' | 'mode' | 'requestedDate' | 'triage'> & {
  rankKey: string;
}): Promise<number> {
  const alike = classKey(classOf({ mode, requestedDate, fields, minutes }));
  const [waiting, parked] = await Promise.all([
    count(institution, '', rankKey),
    count(parkedQueue(institution), `${alike}#`, `${alike}#${rankKey}`),
  ]);
  return Math.min(waiting + parked, COUNTED_AHEAD);
}

/** How many of a queue have a place from one on and before another. */
async function count(name: string, from: string, before: string): Promise<number> {
  const { Count = 0 } = await documents.send(
    new QueryCommand({
      TableName: physicalName('queue'),
      KeyConditionExpression: '#queue = :queue AND #place BETWEEN :from AND :before',
      ExpressionAttributeNames: { '#queue': 'queue', '#place': 'place' },
      // The own place counts too if it is there: one is taken off below it, by a character less.
      ExpressionAttributeValues: { ':queue': name, ':from': from || '0', ':before': justBefore(before) },
      Select: 'COUNT',
      Limit: COUNTED_AHEAD,
    }),
  );
  return Count;
}

/** The greatest key of the same length that sorts before: keys end in ids, which hold no character this high. */
const justBefore = (key: string): string =>
  `${key.slice(0, -1)}${String.fromCharCode(key.charCodeAt(key.length - 1) - 1)}~`;
