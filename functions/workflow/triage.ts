import * as z from 'zod';
import { defineWorker, Subject } from '#functions/define-worker.ts';
import { triageAppointment } from '#functions/use-cases/appointments/triage.ts';

export const handler = defineWorker(z.object(Subject), ({ appointmentId, revision }, now) =>
  triageAppointment(appointmentId, revision, now),
);
