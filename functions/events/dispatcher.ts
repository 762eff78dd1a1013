import * as z from 'zod';
import { UnitId } from '#domain/units.ts';
import { defineTask } from '#functions/task.ts';
import { dispatchUnit } from '#functions/use-cases/dispatch.ts';

export const handler = defineTask(z.object({ detail: z.object({ unit: UnitId }) }), ({ detail }, now) =>
  dispatchUnit(detail.unit, now),
);
