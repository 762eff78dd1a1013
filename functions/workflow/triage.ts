import * as z from 'zod';
import { defineTask, Subject } from '#functions/task.ts';
import { triageAppointment } from '#functions/use-cases/triage.ts';

export const handler = defineTask(z.object(Subject), ({ appointmentId, revision }, now) =>
  triageAppointment(appointmentId, revision, now),
);
