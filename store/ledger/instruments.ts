import type { Appointment } from '#domain/appointments/appointment.ts';
import type { NumberedLine } from '#domain/appointments/parts.ts';
import type { Certificate } from '#domain/certificates/certificate.ts';
import { freed, instrumentKey, LedgerEntry, taken, takenBy } from '#domain/ledger/ledger.ts';
import { type FieldError, Problem } from '#domain/problem.ts';
import { codec } from '#store/dynamodb/codec.ts';
import { insert, type Page, query, readSeveral, replace } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

export const instruments = codec({ name: 'instruments/entry', table: 'instruments', schema: LedgerEntry });

/** The instruments of some lines that the ledger of their organisation has, by their keys. */
export type Instruments = ReadonlyMap<string, LedgerEntry>;

type Owner = Pick<Appointment, 'organisationCode'> & { lines: readonly NumberedLine[] };

/** The instruments of an appointment's lines, strongly consistent, in one request. */
export async function findInstruments({ organisationCode, lines }: Owner): Promise<Instruments> {
  const keys = lines.map((line) => ({ organisationCode, instrumentKey: instrumentKey(line) }));
  const found = await readSeveral(instruments, keys);
  return new Map(found.map((entry) => [entry.instrumentKey, entry]));
}

const write = (next: LedgerEntry): Write =>
  next.version === 1
    ? insert(instruments, next, versionConflict)
    : replace(instruments, next, next.version - 1, versionConflict);

/**
 * Writes the instruments of an appointment into the ledger and takes them for it.
 * @throws Problem InstrumentTaken, naming each that is part of another open one.
 */
export function takeInstruments(
  appointment: Pick<Appointment, 'id' | 'unit'> & Owner,
  found: Instruments,
): Write[] {
  const errors = appointment.lines.flatMap((line) => inAnother(appointment, line, found));
  if (errors.length > 0) throw new Problem('InstrumentTaken', { errors });
  return appointment.lines.map((line) => write(taken(found.get(instrumentKey(line)), appointment, line)));
}

function inAnother({ id }: { id: string }, line: NumberedLine, found: Instruments): FieldError[] {
  const other = takenBy(found.get(instrumentKey(line)), { id });
  if (other === undefined) return [];
  return [
    {
      field: `/lines/${line.number - 1}/serialNumber`,
      message: {
        zh: `出厂编号 ${line.serialNumber} 的器具已在预约 ${other} 中。`,
        en: `The instrument with serial number ${line.serialNumber} is part of appointment ${other}.`,
      },
    },
  ];
}

/**
 * Frees the instruments of an appointment, with what the documents say of them that it was given. One that is no more
 * in its hands stays as it is.
 */
export function freeInstruments(
  { id, lines }: Pick<Appointment, 'id'> & Owner,
  found: Instruments,
  issued: readonly Certificate[] = [],
): Write[] {
  return lines.flatMap((line) => {
    const entry = found.get(instrumentKey(line));
    if (entry?.openAppointment !== id) return [];
    return [
      write(
        freed(
          entry,
          issued.find((document) => document.line.number === line.number),
        ),
      ),
    ];
  });
}

/** The ledger of an organisation. */
export const listInstruments = (
  organisationCode: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<LedgerEntry>> =>
  query({ table: 'instruments', partition: ['organisationCode', organisationCode], ...page }, instruments);
