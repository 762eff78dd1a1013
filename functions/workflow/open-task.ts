import * as z from 'zod';
import { TaskStep } from '#domain/tasks/steps.ts';
import { defineWorker } from '#functions/define-worker.ts';
import { AppointmentRevision } from '#functions/scope/current-revision.ts';
import { openTask } from '#functions/use-cases/tasks/open-task.ts';

export const handler = defineWorker(
  AppointmentRevision.extend({
    step: TaskStep,
    round: z.int().min(0).default(0),
    escalate: z.boolean().default(false),
    taskToken: z.string(),
  }),
  openTask,
);
