import * as z from 'zod';
import { HistoryEvent } from '#domain/appointments/history.ts';
import { MAXIMUM_LINES, Results } from '#domain/appointments/parts.ts';
import { AppointmentSummary } from '#domain/appointments/summary.ts';
import { Instant } from '#domain/time/instant.ts';
import { LineResult } from '#domain/verification/result.ts';
import { partNames, partSchemas } from '#store/appointments/parts.ts';
import { codec } from '#store/dynamodb/codec.ts';

const version = z.int().min(1);

const Head = AppointmentSummary.omit({ id: true }).extend({
  appointmentId: z.string(),
  revision: z.int().min(1),
  version,
  updatedAt: Instant,
  acceptedAt: Instant.optional(),
  rankKey: z.string().optional(),
  overdue: z.boolean().optional(),
  /** Who answers for the results; what was found stands in one item a line. */
  signed: Results.omit({ lines: true }).optional(),
  /** The version that brought each part which holds, and that of the results. */
  parts: z.partialRecord(z.enum([...partNames, 'results']), version),
});
export type Head = z.infer<typeof Head>;

/** The sort keys of an appointment's partition: its head, then its log, results and tasks. */
export const itemOf = {
  head: 'head',
  log: (of: number): string => `log#${String(of).padStart(6, '0')}`,
  result: (of: number, line: number): string =>
    `result#${String(of).padStart(6, '0')}#${String(line).padStart(2, '0')}`,
};

const startsWith = (beginning: string) => (row: Record<string, unknown>) =>
  typeof row.item === 'string' && row.item.startsWith(beginning);

/** Small, and written at each step: what conditions check, and what a list shows. */
export const heads = codec({
  name: 'appointments/head',
  table: 'appointments',
  schema: Head,
  holds: ({ item }) => item === itemOf.head,
  keys: ({ appointmentId, submittedAt, unit, status }) => ({
    item: itemOf.head,
    listKey: `${submittedAt}#${appointmentId}`,
    unitStatus: `${unit}#${status}`,
  }),
});

const LogEntry = HistoryEvent.extend({
  appointmentId: z.string(),
  /** The parts that this write brought. */
  parts: z.object(partSchemas).partial().optional(),
});
export type LogEntry = z.infer<typeof LogEntry>;

/** One a version, never changed: what happened, and the parts that it brought along. */
export const log = codec({
  name: 'appointments/log',
  table: 'appointments',
  schema: LogEntry,
  holds: startsWith('log#'),
  keys: (entry) => ({ item: itemOf.log(entry.version) }),
});

const ResultEntry = z.object({
  appointmentId: z.string(),
  /** The version of the appointment that recorded it: each round of testing has its own. */
  version,
  result: LineResult.refine(({ line }) => line <= MAXIMUM_LINES),
});
export type ResultEntry = z.infer<typeof ResultEntry>;

/** What was found on one line, one item a line: forty with all their measurements are too wide for one. */
export const results = codec({
  name: 'appointments/result',
  table: 'appointments',
  schema: ResultEntry,
  holds: startsWith('result#'),
  keys: (entry) => ({ item: itemOf.result(entry.version, entry.result.line) }),
});
