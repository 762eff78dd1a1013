import { eventSchema } from '#contract/events.ts';
import { defineEvent } from '#functions/define-event.ts';
import { releaseAppointment } from '#functions/use-cases/appointments/release.ts';

const unnamed = { FAILED: 'Unknown', TIMED_OUT: 'States.Timeout', ABORTED: 'Aborted' } as const;

/** Cleans up after the appointment machine, which could not do so itself. */
export const handler = defineEvent(
  eventSchema('ExecutionEnded'),
  ({ detail: { input, status, error, cause } }, now) =>
    releaseAppointment({ ...input, failure: { Error: error ?? unnamed[status], Cause: cause ?? '' } }, now),
);
