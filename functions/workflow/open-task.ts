import * as z from 'zod';
import { TaskStep } from '#domain/tasks/steps.ts';
import { defineWorker, Subject } from '#functions/define-worker.ts';
import { openTask } from '#functions/use-cases/tasks/open-task.ts';

export const handler = defineWorker(
  z.object({
    ...Subject,
    step: TaskStep,
    round: z.int().min(0).default(0),
    escalate: z.boolean().default(false),
    taskToken: z.string(),
  }),
  ({ taskToken, ...request }, now) => openTask(request, taskToken, now),
);
