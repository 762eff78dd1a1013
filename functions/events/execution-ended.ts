import { eventSchema } from '#contract/events.ts';
import { defineWorker } from '#functions/define-worker.ts';
import { releaseAppointment } from '#functions/use-cases/appointments/release.ts';

const unnamed = { FAILED: 'Unknown', TIMED_OUT: 'States.Timeout', ABORTED: 'Aborted' } as const;

/** Cleans up after the appointment machine, which could not do so itself. */
export const handler = defineWorker(
  eventSchema('ExecutionEnded'),
  ({ detail: { input, status, error, cause } }, now) =>
    releaseAppointment({ ...input, failure: { Error: error ?? unnamed[status], Cause: cause ?? '' } }, now),
);
