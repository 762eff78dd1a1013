import { defineSchedule } from '#functions/define-event.ts';
import { sweepDeadlines } from '#functions/use-cases/tasks/sweep.ts';

export const handler = defineSchedule(sweepDeadlines);
