import { Appointment, type Status } from '#domain/appointments/appointment.ts';
import { type HistoryEntry, HistoryEvent } from '#domain/appointments/history.ts';
import { Problem } from '#domain/problem.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { physicalName } from '#store/dynamodb/client.ts';
import { insert, type Page, query, read, replace } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

const STATE = 'state';
const keys = ['listKey', 'id', 'item'];

const row = (appointment: Appointment) => ({
  ...appointment,
  item: STATE,
  listKey: `${appointment.submittedAt}#${appointment.id}`,
  unitStatus: `${appointment.unit}#${appointment.status}`,
});

const eventRow = (appointment: Appointment, event: HistoryEntry) => ({
  ...event,
  version: appointment.version,
  id: appointment.id,
  item: `event#${String(appointment.version).padStart(6, '0')}`,
});

/** @throws Problem NotFound. */
export async function getAppointment(id: string): Promise<Appointment> {
  const found = await read('appointments', { id, item: STATE }, Appointment);
  if (!found) throw new Problem('NotFound');
  return found;
}

/** A new appointment and the first line of its history. */
export const createAppointment = (appointment: Appointment, event: HistoryEntry): Write[] => [
  insert('appointments', 'id', row(appointment), versionConflict),
  insert('appointments', 'id', eventRow(appointment, event), versionConflict),
];

/** The next version of an appointment and its line of history; refused when somebody else wrote in between. */
export const updateAppointment = (next: Appointment, event: HistoryEntry): Write[] => [
  replace('appointments', row(next), next.version - 1, versionConflict),
  insert('appointments', 'id', eventRow(next, event), versionConflict),
];

/** Holds a transaction to what was read of the appointment, without changing it. */
export const requireVersion = ({ id, version }: Appointment): Write => ({
  item: {
    ConditionCheck: {
      TableName: physicalName('appointments'),
      Key: { id, item: STATE },
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version },
    },
  },
  refused: versionConflict,
});

/** The history, oldest first: at most the last 200 events. */
export async function getHistory(id: string): Promise<HistoryEvent[]> {
  const { items } = await query(
    {
      table: 'appointments',
      partition: ['id', id],
      sort: { name: 'item', beginsWith: 'event#' },
      descending: true,
      limit: 200,
    },
    HistoryEvent,
    keys,
  );
  return items.reverse();
}

type Listing = { limit: number; cursor?: string | undefined };

/** An organisation's appointments, the latest first. */
export const listByOrganisation = (code: string, page: Listing): Promise<Page<Appointment>> =>
  query(
    {
      table: 'appointments',
      index: 'by-organisation',
      partition: ['organisationCode', code],
      descending: true,
      ...page,
    },
    Appointment,
    keys,
  );

/** A unit's appointments in one status, the oldest first: what has waited longest is on top. */
export const listByStatus = (unit: UnitId, status: Status, page: Listing): Promise<Page<Appointment>> =>
  query(
    {
      table: 'appointments',
      index: 'by-unit-status',
      partition: ['unitStatus', `${unit}#${status}`],
      ...page,
    },
    Appointment,
    keys,
  );
