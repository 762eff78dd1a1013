import * as z from 'zod';
import type { TableName } from '#contract/table-names.ts';
import { Appointment } from '#domain/appointments/appointment.ts';
import { HistoryEvent } from '#domain/appointments/history.ts';
import { Certificate } from '#domain/certificates/certificate.ts';
import { Shift } from '#domain/dispatch/capacity.ts';
import { QueueEntry } from '#domain/dispatch/queue.ts';
import { LedgerEntry } from '#domain/ledger/ledger.ts';
import { Task } from '#domain/tasks/task.ts';
import { OutboxRow } from '#store/delivery/outbox.ts';

/** What the tables say, in the words of the trade. Nothing of how they are laid out is known beyond this file. */
export type Books = {
  appointments: Appointment[];
  history: Entry[];
  tasks: Task[];
  shifts: Shift[];
  queue: QueueEntry[];
  instruments: LedgerEntry[];
  certificates: Certificate[];
  waits: Wait[];
  /** What others must still be told. */
  undelivered: OutboxRow[];
};

type Row = Record<string, unknown>;
type Rows = Record<TableName, readonly Row[]>;

const Entry = HistoryEvent.and(z.object({ id: z.string() }));
type Entry = z.infer<typeof Entry>;
const Wait = z.object({ appointmentId: z.string(), wait: z.string() });
type Wait = z.infer<typeof Wait>;

const isState = ({ item }: Row): boolean => item === 'state';

/** The books of these rows. @throws ZodError for a row that is not what it should be. */
export const booksOf = (rows: Rows): Books => ({
  appointments: rows.appointments.filter(isState).map((row) => Appointment.parse(row)),
  history: rows.appointments.filter((row) => !isState(row)).map((row) => Entry.parse(row)),
  tasks: rows.tasks.map((row) => Task.parse(row)),
  shifts: rows.shifts.map((row) => Shift.parse(row)),
  queue: rows.queue.map((row) => QueueEntry.parse(row)),
  instruments: rows.instruments.map((row) => LedgerEntry.parse(row)),
  certificates: rows.certificates.map((row) => Certificate.parse(row)),
  waits: rows.waits.map((row) => Wait.parse(row)),
  undelivered: rows.outbox.filter(({ pending }) => pending !== undefined).map((row) => OutboxRow.parse(row)),
});

/** What one write changed, in the words of the trade; undefined for what no rule speaks of. */
export type Changed =
  | { of: 'appointment'; before: Appointment | undefined; after: Appointment | undefined }
  | { of: 'task'; before: Task | undefined; after: Task | undefined }
  | { of: 'shift'; before: Shift | undefined; after: Shift | undefined }
  | { of: 'paper'; before: object | undefined; after: object | undefined };

type Change = { table: TableName; before: Row | undefined; after: Row | undefined };

/** Reads one write. The rows are taken as they are: whether they can be read is asked of the whole books. */
export function changedBy({ table, before, after }: Change): Changed | undefined {
  const row = after ?? before ?? {};
  if (table === 'appointments' && isState(row)) return { of: 'appointment', before, after } as Changed;
  if (table === 'tasks') return { of: 'task', before, after } as Changed;
  if (table === 'shifts') return { of: 'shift', before, after } as Changed;
  if (table === 'appointments' || table === 'certificates') return { of: 'paper', before, after };
  return undefined;
}
