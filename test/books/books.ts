import type { TableName } from '#contract/table-names.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import type { HistoryEvent } from '#domain/appointments/history.ts';
import type { Shift } from '#domain/dispatch/capacity.ts';
import type { Job } from '#domain/dispatch/job.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import type { LedgerEntry } from '#domain/ledger/ledger.ts';
import type { Task } from '#domain/tasks/task.ts';
import { fileOf } from '#store/appointments/file.ts';
import { type Head, heads } from '#store/appointments/rows.ts';
import { certificates, type StoredCertificate } from '#store/certificates/certificates.ts';
import { type OutboxRow, outbox } from '#store/delivery/outbox.ts';
import { waits } from '#store/delivery/waits.ts';
import { type ParkedClass, parkedClasses } from '#store/dispatch/classes.ts';
import { queue } from '#store/dispatch/queue.ts';
import { jobs, shifts } from '#store/dispatch/shifts.ts';
import type { Codec, Row } from '#store/dynamodb/codec.ts';
import { instruments } from '#store/ledger/instruments.ts';
import { tasks } from '#store/tasks/rows.ts';

/** What the tables say, in the words of the trade. Nothing of how they are laid out is known beyond this file. */
export type Books = {
  appointments: Appointment[];
  history: Entry[];
  tasks: Task[];
  shifts: Shift[];
  jobs: Job[];
  queue: QueueEntry[];
  parkedClasses: ParkedClass[];
  instruments: LedgerEntry[];
  certificates: StoredCertificate[];
  waits: Wait[];
  /** What others must still be told. */
  undelivered: OutboxRow[];
};

type Rows = Record<TableName, readonly Row[]>;

type Entry = HistoryEvent & { id: string };
type Wait = { appointmentId: string; wait: string };

/** The books of these rows. @throws UnreadableRow for a row that is not what it should be. */
export function booksOf(rows: Rows): Books {
  const files = [...Map.groupBy(rows.appointments, ({ appointmentId }) => appointmentId).values()].map(
    fileOf,
  );
  return {
    appointments: files.map(({ appointment }) => appointment),
    history: files.flatMap(({ appointment: { id }, history }) => history.map((event) => ({ ...event, id }))),
    tasks: files.flatMap(({ tasks: all }) => all),
    shifts: rows.shifts.filter(shifts.holds).map(shifts.decode),
    jobs: rows.shifts.filter(jobs.holds).map(jobs.decode),
    queue: rows.queue.filter(queue.holds).map(queue.decode),
    parkedClasses: rows.queue.filter(parkedClasses.holds).map(parkedClasses.decode),
    instruments: rows.instruments.map(instruments.decode),
    certificates: rows.certificates.map(certificates.decode),
    waits: rows.waits.map(waits.decode),
    undelivered: rows.outbox.map(outbox.decode),
  };
}

/** What is seen of an appointment at each of its writes: its head. */
type Seen = Head & { id: string };
const seen = {
  decode: (row: Row): Seen => {
    const head = heads.decode(row);
    return { ...head, id: head.appointmentId };
  },
};

/** What one write changed, in the words of the trade; undefined for what no rule speaks of. */
export type Changed =
  | { of: 'appointment'; before: Seen | undefined; after: Seen | undefined }
  | { of: 'task'; before: Task | undefined; after: Task | undefined }
  | { of: 'shift'; before: Shift | undefined; after: Shift | undefined }
  | { of: 'paper'; before: object | undefined; after: object | undefined };

type Change = { table: TableName; before: Row | undefined; after: Row | undefined };

type Decoding<T> = Pick<Codec<T>, 'decode'>;

/** Reads one write. */
export function changedBy({ table, before, after }: Change): Changed | undefined {
  const row = after ?? before ?? {};
  const read = <T>({ decode }: Decoding<T>, one: Row | undefined) => one && decode(one);
  const both = <T>(codec: Decoding<T>) => ({ before: read(codec, before), after: read(codec, after) });
  if (table === 'shifts' && shifts.holds(row)) return { of: 'shift', ...both(shifts) };
  if (table === 'certificates') return { of: 'paper', before, after };
  if (table !== 'appointments') return undefined;
  if (heads.holds(row)) return { of: 'appointment', ...both(seen) };
  if (tasks.holds(row)) return { of: 'task', ...both(tasks) };
  return { of: 'paper', before, after };
}
