import * as z from 'zod';
import { defineTask, Subject } from '#functions/task.ts';
import { closeAppointment } from '#functions/use-cases/close.ts';

export const handler = defineTask(z.object(Subject), ({ appointmentId, revision }, now) =>
  closeAppointment(appointmentId, revision, now),
);
