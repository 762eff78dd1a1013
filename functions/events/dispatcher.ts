import { eventSchema } from '#contract/events.ts';
import { defineWorker } from '#functions/define-worker.ts';
import { dispatchUnit } from '#functions/use-cases/dispatch/dispatch-unit.ts';

export const handler = defineWorker(eventSchema('DispatchNeeded'), ({ detail }, now) =>
  dispatchUnit(detail, now),
);
