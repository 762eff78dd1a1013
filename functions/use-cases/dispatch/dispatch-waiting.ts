import { InstitutionId } from '#domain/units/institution.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';
import { type Dispatched, dispatchInstitution } from '#functions/use-cases/dispatch/dispatch-institution.ts';
import { EVER } from '#functions/use-cases/dispatch/parked.ts';
import { isAnybodyParked } from '#store/dispatch/classes.ts';
import { queueHead } from '#store/dispatch/queue.ts';

/** How often one institution is run while it has more to do, so that it does not hold up the others for ever. */
const MAXIMUM_RUNS = 5;

/**
 * Runs the dispatcher where somebody waits or is parked: streams wake it for what is new, and this heals what a stream has
 * lost. One institution that fails does not hold up the others; the run fails in the end, so that it is noticed.
 */
export async function dispatchWaiting(now: Moment): Promise<Omit<Dispatched, 'left'> & { failed: number }> {
  const sum = { assigned: 0, parked: 0, failed: 0 };
  for (const institution of InstitutionId.options) {
    try {
      // Whoever waits may stand behind one that cannot be read.
      const { empty } = await queueHead(institution, 1);
      const someAreParked = await isAnybodyParked(institution);
      if (empty && !someAreParked) continue;
      const capacity = someAreParked ? { until: EVER } : undefined;
      for (let runs = 0; runs < MAXIMUM_RUNS; runs++) {
        const { assigned, parked, left } = await dispatchInstitution({ institution, capacity }, now);
        sum.assigned += assigned;
        sum.parked += parked;
        if (!left) break;
      }
    } catch (error) {
      log.error('dispatch failed', { institution, error: error as Error });
      sum.failed++;
    }
  }
  if (sum.failed > 0) throw new Error(`the queues of ${sum.failed} institutions could not be dispatched`);
  return sum;
}
