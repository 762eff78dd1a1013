import * as z from 'zod';
import { defineWorker } from '#functions/define-worker.ts';
import { AppointmentRevision } from '#functions/scope/current-revision.ts';
import { decideWaiverByDefault } from '#functions/use-cases/fees/decide-waiver-by-default.ts';
import { acceptByDefault } from '#functions/use-cases/tasks/accept-by-default.ts';

export const handler = defineWorker(
  AppointmentRevision.extend({ step: z.enum(['intake-review', 'waiver']) }),
  async ({ step, ...revision }, now) =>
    step === 'intake-review' ? acceptByDefault(revision, now) : decideWaiverByDefault(revision, now),
);
