import type * as z from 'zod';
import { labelled } from '#domain/labelled.ts';
import { HOUR_MS } from '#domain/time/instant.ts';

/** 通道, the fastest first. */
export const Lane = labelled('Lane', {
  emergency: { zh: '应急通道', en: 'emergency lane' },
  green: { zh: '绿色通道', en: 'green channel' },
  standard: { zh: '普通通道', en: 'standard lane' },
});
export type Lane = z.infer<typeof Lane>;

/**
 * The place in the queue, in milliseconds since 1970; the lower comes first. It is written once, at acceptance.
 *
 * With a static key nobody starves: an appointment is only ever overtaken by ones accepted after it by less than the
 * difference of the two head starts.
 */
export function rankAt(acceptedAtMs: number, headStartHours: number): number {
  return acceptedAtMs - headStartHours * HOUR_MS;
}
