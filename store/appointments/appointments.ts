import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { type Appointment, reached, type Status } from '#domain/appointments/appointment.ts';
import type { HistoryEntry } from '#domain/appointments/history.ts';
import { AppointmentSummary, appointmentSummary } from '#domain/appointments/summary.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { type PartVersions, partVersionsOf, type Stored } from '#store/appointments/file.ts';
import { type Parts, partNames, partsOf } from '#store/appointments/parts.ts';
import { type Head, heads, itemOf, log, results } from '#store/appointments/rows.ts';
import type { Row } from '#store/dynamodb/codec.ts';
import { insert, type Page, query, replace, requireUnchanged } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

/** A new appointment and the first line of its history. */
export const createAppointment = (appointment: Appointment, event: HistoryEntry): Write[] => {
  const { parts, brought } = changes({}, {}, appointment);
  return [
    insert(heads, headOf(appointment, parts), versionConflict),
    insert(log, logEntry(appointment, event, brought), versionConflict),
  ];
};

/**
 * The next version of an appointment as it was read, with its line of history and whatever parts have changed; refused
 * when somebody else wrote in between.
 */
export function updateAppointment(present: Stored, next: Appointment, event: HistoryEntry): Write[] {
  const { parts, brought } = changes(partsOf(present), partVersionsOf(present), next);
  const lines = reached(next).results?.lines;
  const tested = lines && !isDeepStrictEqual(lines, reached(present).results?.lines) ? lines : [];
  const named = tested.length > 0 ? { ...parts, results: next.version } : parts;
  return [
    replace(heads, headOf(next, named), present.version, versionConflict),
    insert(log, logEntry(next, event, brought), versionConflict),
    ...tested.map((result) =>
      insert(results, { appointmentId: next.id, version: next.version, result }, versionConflict),
    ),
  ];
}

/** Which parts the next version brings, and where all stand that it holds. */
function changes(
  before: Parts,
  versions: PartVersions,
  next: Appointment,
): { parts: PartVersions; brought: Parts } {
  const after = partsOf(next);
  const held = partNames.filter((name) => after[name] !== undefined);
  const changed = held.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const keepsResults = reached(next).results !== undefined && versions.results !== undefined;
  return {
    brought: Object.fromEntries(changed.map((name) => [name, after[name]])) as Parts,
    parts: {
      ...Object.fromEntries(
        held.map((name) => [name, changed.includes(name) ? next.version : versions[name]]),
      ),
      ...(keepsResults && { results: versions.results }),
    },
  };
}

function headOf(appointment: Appointment, parts: PartVersions): Head {
  const { id, ...summary } = appointmentSummary(appointment);
  const { acceptedAt, rankKey, overdue, results: found } = reached(appointment);
  const { lines: _lines, ...signed } = found ?? { lines: [] };
  return {
    appointmentId: id,
    ...summary,
    revision: appointment.revision,
    version: appointment.version,
    updatedAt: appointment.updatedAt,
    acceptedAt,
    rankKey,
    overdue,
    ...('round' in signed && { signed }),
    parts,
  };
}

const logEntry = ({ id, version }: Appointment, event: HistoryEntry, parts: Parts) => ({
  ...event,
  appointmentId: id,
  version,
  ...(Object.keys(parts).length > 0 && { parts }),
});

/** Holds a transaction to what was read of the appointment, without changing it. */
export const requireVersion = ({ id, version }: Appointment): Write =>
  requireUnchanged('appointments', { appointmentId: id, item: itemOf.head }, version, versionConflict);

const summaries = heads.summary(
  z
    .looseObject({ appointmentId: z.string() })
    .transform((row): Row => ({ ...row, id: row.appointmentId }))
    .pipe(AppointmentSummary),
);

type Listing = { limit: number; cursor?: string | undefined };

/** An organisation's appointments, the latest first. */
export const listByOrganisation = (code: string, page: Listing): Promise<Page<AppointmentSummary>> =>
  query(
    {
      table: 'appointments',
      index: 'by-organisation',
      partition: ['organisationCode', code],
      descending: true,
      ...page,
    },
    summaries,
  );

/** A unit's appointments in one status, the oldest first: what has waited longest is on top. */
export const listByStatus = (
  unit: UnitId,
  status: Status,
  page: Listing,
): Promise<Page<AppointmentSummary>> =>
  query(
    {
      table: 'appointments',
      index: 'by-unit-status',
      partition: ['unitStatus', `${unit}#${status}`],
      ...page,
    },
    summaries,
  );
