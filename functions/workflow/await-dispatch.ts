import * as z from 'zod';
import { defineWorker } from '#functions/define-worker.ts';
import { AppointmentRevision } from '#functions/scope/current-revision.ts';
import { awaitDispatch } from '#functions/use-cases/dispatch/await-dispatch.ts';

export const handler = defineWorker(
  AppointmentRevision.extend({ overdue: z.boolean(), taskToken: z.string() }),
  awaitDispatch,
);
