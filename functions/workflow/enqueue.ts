import * as z from 'zod';
import { defineWorker, Subject } from '#functions/define-worker.ts';
import { enqueue } from '#functions/use-cases/dispatch/enqueue.ts';

export const handler = defineWorker(
  z.object({ ...Subject, overdue: z.boolean(), taskToken: z.string() }),
  ({ appointmentId, revision, overdue, taskToken }, now) =>
    enqueue(appointmentId, revision, taskToken, overdue, now),
);
