import { eventSchema } from '#contract/events.ts';
import { defineEvent } from '#functions/define-event.ts';
import { dispatchUnit } from '#functions/use-cases/dispatch/dispatch-unit.ts';

export const handler = defineEvent(eventSchema('DispatchNeeded'), ({ detail }, now) =>
  dispatchUnit(detail, now),
);
