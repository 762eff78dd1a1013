import * as z from 'zod';
import { TaskStep } from '#domain/task.ts';
import { defineTask, Subject } from '#functions/task.ts';
import { openTask } from '#functions/use-cases/open-task.ts';

export const handler = defineTask(
  z.object({
    ...Subject,
    step: TaskStep,
    round: z.int().min(0).default(0),
    escalate: z.boolean().default(false),
    taskToken: z.string(),
  }),
  ({ taskToken, ...request }, now) => openTask(request, taskToken, now),
);
