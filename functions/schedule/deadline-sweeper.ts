import * as z from 'zod';
import { defineTask } from '#functions/task.ts';
import { sweepDeadlines } from '#functions/use-cases/sweep.ts';

export const handler = defineTask(z.unknown(), (_event, now) => sweepDeadlines(now));
