import * as z from 'zod';
import { defineWorker, Subject } from '#functions/define-worker.ts';
import { closeAppointment } from '#functions/use-cases/appointments/close.ts';

export const handler = defineWorker(z.object(Subject), ({ appointmentId, revision }, now) =>
  closeAppointment(appointmentId, revision, now),
);
