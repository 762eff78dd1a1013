import * as z from 'zod';
import { defineWorker, Subject } from '#functions/define-worker.ts';
import { acceptByDefault, decideWaiverByDefault } from '#functions/use-cases/tasks/apply-default.ts';

export const handler = defineWorker(
  z.object({ ...Subject, step: z.enum(['intake-review', 'waiver']) }),
  async ({ appointmentId, revision, step }, now) =>
    step === 'intake-review'
      ? acceptByDefault(appointmentId, revision, now)
      : decideWaiverByDefault(appointmentId, revision, now),
);
