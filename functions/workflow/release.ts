import * as z from 'zod';
import { defineWorker, Subject } from '#functions/define-worker.ts';
import { releaseAppointment } from '#functions/use-cases/appointments/release.ts';

export const handler = defineWorker(
  z.object({
    ...Subject,
    failure: z.object({ Error: z.string().optional(), Cause: z.string().optional() }),
  }),
  ({ appointmentId, revision, failure }, now) => releaseAppointment(appointmentId, revision, failure, now),
);
