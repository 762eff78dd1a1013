import { defineSchedule } from '#functions/define-event.ts';
import { dispatchWaiting } from '#functions/use-cases/dispatch/dispatch-waiting.ts';

export const handler = defineSchedule(dispatchWaiting);
