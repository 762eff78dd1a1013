import * as z from 'zod';
import { Instant } from '#domain/time/instant.ts';

/** One thing that happened to an appointment, beside it in the same table. Who is a person, or `system`. */
export const HistoryEvent = z.object({
  type: z.string(),
  at: Instant,
  /** The version of the appointment that it led to. */
  version: z.int().min(1),
  by: z.string(),
  detail: z.record(z.string(), z.unknown()).optional(),
});
export type HistoryEvent = z.infer<typeof HistoryEvent>;
