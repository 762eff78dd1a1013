import * as z from 'zod';
import { defineWorker } from '#functions/define-worker.ts';
import { reconcile } from '#functions/use-cases/delivery/reconcile.ts';

export const handler = defineWorker(z.unknown(), (_event, now) => reconcile(now));
