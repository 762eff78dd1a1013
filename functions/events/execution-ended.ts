import * as z from 'zod';
import { defineEvent } from '#functions/define-event.ts';
import { releaseAppointment } from '#functions/use-cases/appointments/release.ts';

/** "Step Functions Execution Status Change" of the appointment machine, which could not clean up after itself. */
const Ended = z.object({
  detail: z.object({
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    input: z
      .string()
      .transform((text) => JSON.parse(text))
      .pipe(z.object({ appointmentId: z.string(), revision: z.int().min(1) })),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});

const unnamed = { FAILED: 'Unknown', TIMED_OUT: 'States.Timeout', ABORTED: 'Aborted' } as const;

export const handler = defineEvent(Ended, ({ detail: { input, status, error, cause } }, now) =>
  releaseAppointment({ ...input, failure: { Error: error ?? unnamed[status], Cause: cause ?? '' } }, now),
);
