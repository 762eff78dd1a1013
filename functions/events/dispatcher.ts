import * as z from 'zod';
import { UnitId } from '#domain/units/unit.ts';
import { defineEvent } from '#functions/define-event.ts';
import { dispatchUnit } from '#functions/use-cases/dispatch/dispatch-unit.ts';

export const handler = defineEvent(z.object({ detail: z.object({ unit: UnitId }) }), ({ detail }, now) =>
  dispatchUnit(detail, now),
);
