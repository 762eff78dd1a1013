import * as z from 'zod';
import { defineTask, Subject } from '#functions/task.ts';
import { enqueue } from '#functions/use-cases/enqueue.ts';

export const handler = defineTask(
  z.object({ ...Subject, overdue: z.boolean(), taskToken: z.string() }),
  ({ appointmentId, revision, overdue, taskToken }, now) =>
    enqueue(appointmentId, revision, taskToken, overdue, now),
);
