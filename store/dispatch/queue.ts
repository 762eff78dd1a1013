import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Appointment } from '#domain/appointments/appointment.ts';
import { classKey, classOf, classOfKey, type Needs, type ParkingClass } from '#domain/dispatch/parking.ts';
import { QueueEntry } from '#domain/dispatch/queue.ts';
import type { LocalDate } from '#domain/time/calendar.ts';
import type { InstitutionId } from '#domain/units/institution.ts';
import { documents, physicalName } from '#store/dynamodb/client.ts';
import { codec } from '#store/dynamodb/codec.ts';
import { reportGap } from '#store/dynamodb/gaps.ts';
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
  keys: (entry) => ({ ...keyOf(entry), state: entry.parked === null ? 'waiting' : 'parked' }),
});

/** Puts an entry into its institution's queue. */
export const enterQueue = (entry: QueueEntry): Write => insert(queue, entry, versionConflict);

/** Takes an entry out of where it stands; refused when somebody else did. */
export const leaveQueue = (entry: QueueEntry): Write => remove('queue', keyOf(entry), versionConflict);

/** Sets an entry aside until there is capacity for it. */
export const park = (entry: QueueEntry, parked: NonNullable<QueueEntry['parked']>): Write[] => [
  leaveQueue(entry),
  enterQueue({ ...entry, parked }),
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
): Promise<Page<QueueEntry>> {
  const { rows, next } = await queryRows({
    table: 'queue',
    partition: ['queue', name],
    // Keys of a queue have one length, so what follows a key also follows it with a character more.
    sort: { name: 'place', from: after === undefined ? from : `${after}!`, to },
    limit,
  });
  return { items: readable(queue, rows), next: next === null ? null : String(rows.at(-1)?.place) };
}

/** An institution's queue in the order of rank, from the head or from behind the `next` of a page. */
export const queueHead = (
  institution: InstitutionId,
  limit: number,
  after?: string,
): Promise<Page<QueueEntry>> => page(institution, { from: '0', to: LAST, after }, limit);

/** What is parked at an institution, class by class. */
export const listParked = (institution: InstitutionId, limit: number): Promise<Page<QueueEntry>> =>
  page(parkedQueue(institution), { from: '0', to: LAST, after: undefined }, limit);

/** Who is parked in a class, in the order of rank, from the first or from behind the `next` of a page. */
export const parkedOf = (
  institution: InstitutionId,
  parkingClass: ParkingClass,
  limit: number,
  after?: string,
): Promise<Page<QueueEntry>> => {
  const from = `${classKey(parkingClass)}#`;
  return page(parkedQueue(institution), { from, to: `${from}${LAST}`, after }, limit);
};

/**
 * The classes of which something is parked that need not wait beyond a day. One request a class, and one a mode: the
 * classes of later days are never looked at.
 */
export async function* parkedClasses(
  institution: InstitutionId,
  until: LocalDate,
): AsyncGenerator<ParkingClass> {
  let from: string | undefined;
  for (;;) {
    const { rows } = await queryRows({
      table: 'queue',
      partition: ['queue', parkedQueue(institution)],
      ...(from !== undefined && { sort: { name: 'place', from } }),
      limit: 1,
    });
    const [row] = rows;
    if (!row) return;
    const place = String(row.place);
    const found = readableClass(place);
    if (!found) {
      from = `${place}!`;
      continue;
    }
    const later = found.notBefore !== null && found.notBefore > until;
    if (!later) yield found;
    from = later ? `${found.mode}#${LAST}` : `${classKey(found)}#${LAST}`;
  }
}

/** The class that a place is in. A place that nobody can read is reported: it must not hide the classes behind it. */
function readableClass(place: string): ParkingClass | undefined {
  try {
    return classOfKey(place);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    reportGap({ codec: queue.name, key: { place }, reason: 'its place names no class' });
    return undefined;
  }
}

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
