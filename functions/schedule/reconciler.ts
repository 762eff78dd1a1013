import { defineSchedule } from '#functions/define-event.ts';
import { reconcile } from '#functions/use-cases/delivery/reconcile.ts';

export const handler = defineSchedule(reconcile);
