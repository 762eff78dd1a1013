import * as z from 'zod';
import { defineWorker } from '#functions/define-worker.ts';
import { AppointmentRevision } from '#functions/scope/current-revision.ts';
import { releaseAppointment } from '#functions/use-cases/appointments/release.ts';

export const handler = defineWorker(
  AppointmentRevision.extend({
    failure: z.object({ Error: z.string().optional(), Cause: z.string().optional() }),
  }),
  releaseAppointment,
);
