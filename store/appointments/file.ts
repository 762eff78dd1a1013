import { Appointment } from '#domain/appointments/appointment.ts';
import type { HistoryEvent } from '#domain/appointments/history.ts';
import { Problem } from '#domain/problem.ts';
import type { Task } from '#domain/tasks/task.ts';
import { joined, type PartName, type Parts, partNames } from '#store/appointments/parts.ts';
import { type Head, heads, type LogEntry, log, type ResultEntry, results } from '#store/appointments/rows.ts';
import { type Row, UnreadableRow } from '#store/dynamodb/codec.ts';
import { decoded, queryAllRows, readable } from '#store/dynamodb/rows.ts';
import { tasks } from '#store/tasks/rows.ts';

/** Which version brought each part that an appointment holds. */
export type PartVersions = Head['parts'];
const versions = Symbol('the versions of the parts');

/** An appointment as it was read: it knows where its parts stand, so that only what changes is written again. */
export type Stored<A extends Appointment = Appointment> = A & { readonly [versions]: PartVersions };

export const partVersionsOf = (appointment: Stored): PartVersions => appointment[versions];

/** Everything that is kept of an appointment: itself, what happened to it, and what people were asked. */
export type File = {
  appointment: Stored;
  /** Oldest first. */
  history: HistoryEvent[];
  tasks: Task[];
  /** Under which request each decided task was decided, by the ids of the tasks. */
  decidedUnder: ReadonlyMap<string, string>;
};

const ATTEMPTS = 4;

/**
 * The file of an appointment, in one query. A query may see some writes of a transaction and not yet the others, so a
 * head may name a part that is not there: then it is read again.
 * @throws Problem NotFound.
 */
export async function getFile(id: string): Promise<File> {
  for (let attempt = 1; ; attempt++) {
    const rows = await queryAllRows({ table: 'appointments', partition: ['appointmentId', id] });
    if (!rows.some(heads.holds)) throw new Problem('NotFound');
    try {
      return fileOf(rows);
    } catch (error) {
      if (!(error instanceof LostParts) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** A head names parts that were not among the rows. */
class LostParts extends UnreadableRow {}

/** The file that the rows of one appointment make. @throws UnreadableRow */
export function fileOf(rows: readonly Row[]): File {
  const head = decoded(heads, rows.find(heads.holds) ?? {});
  const missing = missingOf(head, rows);
  if (missing.length > 0)
    throw new LostParts(`appointment ${head.appointmentId} has lost the parts ${missing.join(', ')}`);
  return assembled(head, rows);
}

/** @throws Problem NotFound. */
export const getAppointment = async (id: string): Promise<Stored> => (await getFile(id)).appointment;

const versionOf = (row: Row): unknown => row.version;

/** The parts that the head names and that are not among the rows, or not whole. */
function missingOf({ parts, instruments }: Head, rows: readonly Row[]): string[] {
  const logged = new Set(rows.filter(log.holds).map(versionOf));
  const tested = rows.filter((row) => results.holds(row) && row.version === parts.results);
  const lost = partNames.filter((name) => parts[name] !== undefined && !logged.has(parts[name]));
  return parts.results !== undefined && tested.length < instruments ? [...lost, 'results'] : lost;
}

/** What the appointment is made of must be readable; of what happened and was asked, each stands for itself. */
function assembled(head: Head, rows: readonly Row[]): File {
  const { results: recorded, ...named } = head.parts;
  const bringing = new Set<unknown>(Object.values(named));
  const history = rows
    .filter(log.holds)
    .flatMap((row) => (bringing.has(row.version) ? [decoded(log, row)] : readable(log, [row])));
  const found = rows
    .filter((row) => results.holds(row) && row.version === recorded)
    .map((row) => decoded(results, row));
  const asked = readable(tasks, rows.filter(tasks.holds));
  return {
    appointment: Object.assign(appointmentOf(head, history, found), { [versions]: head.parts }),
    history: history.map(({ appointmentId: _id, parts: _parts, ...event }) => event),
    tasks: asked.map(({ decidedUnder: _under, ...task }) => task),
    decidedUnder: new Map(
      asked.flatMap(({ id, decidedUnder }) => (decidedUnder === undefined ? [] : [[id, decidedUnder]])),
    ),
  };
}

/** @throws ZodError when head and parts do not make what the status says: nothing of ours writes that. */
function appointmentOf(head: Head, entries: readonly LogEntry[], found: readonly ResultEntry[]): Appointment {
  const { appointmentId, signed, parts: named, instruments: _count, lane: _lane, ...small } = head;
  const { payableFen: _fee, date: _date, dueBy: _due, ...rest } = small;
  const brought = new Map(entries.map(({ version, parts }) => [version, parts]));
  const parts = Object.fromEntries(
    partNames.flatMap((name: PartName) => {
      const version = named[name];
      return version === undefined ? [] : [[name, brought.get(version)?.[name]]];
    }),
  ) as Parts;
  const lines = found.map(({ result }) => result);
  return Appointment.parse({
    ...rest,
    id: appointmentId,
    ...joined(parts),
    ...(signed && { results: { ...signed, lines } }),
  });
}
