import * as z from 'zod';
import { defineTask } from '#functions/task.ts';
import { reconcile } from '#functions/use-cases/reconcile.ts';

export const handler = defineTask(z.unknown(), (_event, now) => reconcile(now));
