import * as z from 'zod';
import { defineWorker } from '#functions/define-worker.ts';
import { AppointmentRevision } from '#functions/scope/current-revision.ts';
import { enqueue } from '#functions/use-cases/dispatch/enqueue.ts';

export const handler = defineWorker(
  AppointmentRevision.extend({ overdue: z.boolean(), taskToken: z.string() }),
  enqueue,
);
