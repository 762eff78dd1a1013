import * as z from 'zod';

export const Instant = z.iso.datetime({ offset: true }).meta({
  id: 'Instant',
  description: 'A moment as ISO 8601 with its offset, `2026-03-02T01:00:00.000Z`.',
});
export type Instant = z.infer<typeof Instant>;

export const HOUR_MS = 3_600_000;

/** The instant some hours after a moment in milliseconds since 1970. */
export const hoursAfter = (ms: number, hours: number): Instant =>
  new Date(ms + hours * HOUR_MS).toISOString();
