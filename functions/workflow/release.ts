import * as z from 'zod';
import { defineTask, Subject } from '#functions/task.ts';
import { releaseAppointment } from '#functions/use-cases/release.ts';

export const handler = defineTask(
  z.object({
    ...Subject,
    failure: z.object({ Error: z.string().optional(), Cause: z.string().optional() }),
  }),
  ({ appointmentId, revision, failure }, now) => releaseAppointment(appointmentId, revision, failure, now),
);
