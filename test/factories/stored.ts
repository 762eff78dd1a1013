import type { Appointment } from '#domain/appointments/appointment.ts';
import type { HistoryEventType } from '#domain/appointments/history.ts';
import { createAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import { fileOf, type Stored } from '#store/appointments/file.ts';
import type { Row } from '#store/dynamodb/codec.ts';
import type { Write } from '#store/dynamodb/transaction.ts';
import { type Instruments, instruments } from '#store/ledger/instruments.ts';
import { plain } from '#test/memory-dynamodb/tables.ts';
import { NOW } from './appointment.ts';

/** The rows that writes leave behind, each as it was put last. */
export function rowsOf(writes: readonly Write[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { item } of writes) {
    const { Item } = item.Put ?? {};
    if (Item) rows.set(`${item.Put?.TableName} ${Item.appointmentId} ${Item.item}`, plain(Item));
  }
  return [...rows.values()];
}

/** An appointment as it is read after these writes. */
export const readBack = (writes: readonly Write[]): Stored => fileOf(rowsOf(writes)).appointment;

export const entryOf = (type: HistoryEventType = 'Submitted', at = NOW) => ({ type, at, by: '王芳' });

/** The writes of an appointment's versions, one after another. */
export function written([first, ...rest]: readonly [Appointment, ...Appointment[]]): Write[] {
  const writes = createAppointment(first, entryOf());
  for (const next of rest) writes.push(...updateAppointment(readBack(writes), next, entryOf('Tested')));
  return writes;
}

/** What the ledger says after these writes. */
export const ledgerAfter = (writes: readonly Write[]): Instruments =>
  new Map(
    writes.map(({ item }) => {
      const entry = instruments.decode(plain(item.Put?.Item ?? {}));
      return [entry.instrumentKey, entry];
    }),
  );

/** An appointment of a first version, as it is read. */
export const storedOf = (appointment: Appointment): Stored =>
  readBack(createAppointment(appointment, entryOf()));
