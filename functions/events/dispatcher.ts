import * as z from 'zod';
import { UnitId } from '#domain/units/unit.ts';
import { defineWorker } from '#functions/define-worker.ts';
import { dispatchUnit } from '#functions/use-cases/dispatch/dispatch-unit.ts';

export const handler = defineWorker(z.object({ detail: z.object({ unit: UnitId }) }), ({ detail }, now) =>
  dispatchUnit(detail, now),
);
