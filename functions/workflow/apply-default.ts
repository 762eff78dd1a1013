import * as z from 'zod';
import { defineTask, Subject } from '#functions/task.ts';
import { acceptByDefault, decideWaiverByDefault } from '#functions/use-cases/apply-default.ts';

export const handler = defineTask(
  z.object({ ...Subject, step: z.enum(['intake-review', 'waiver']) }),
  async ({ appointmentId, revision, step }, now) =>
    step === 'intake-review'
      ? acceptByDefault(appointmentId, revision, now)
      : decideWaiverByDefault(appointmentId, revision, now),
);
