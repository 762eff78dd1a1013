import * as z from 'zod';
import { defineWorker } from '#functions/define-worker.ts';
import { sweepDeadlines } from '#functions/use-cases/tasks/sweep.ts';

export const handler = defineWorker(z.unknown(), (_event, now) => sweepDeadlines(now));
