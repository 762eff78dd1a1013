import { InstitutionId } from '#domain/units/institution.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';
import { type Dispatched, dispatchInstitution } from '#functions/use-cases/dispatch/dispatch-institution.ts';
import { EVER } from '#functions/use-cases/dispatch/parked.ts';
import { forgetClass, isAnybodyParked, listClasses } from '#store/dispatch/classes.ts';
import { parkedOf, queueHead } from '#store/dispatch/queue.ts';

/** How often one institution is run while it has more to do, so that it does not hold up the others for ever. */
const MAXIMUM_RUNS = 5;
/** As often as this is done: each time it is the turn of another class. */
const TURN_MS = 5 * 60_000;

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
      if (someAreParked) await lookAtOneClass(institution, now);
    } catch (error) {
      log.error('dispatch failed', { institution, error: error as Error });
      sum.failed++;
    }
  }
  if (sum.failed > 0) throw new Error(`the queues of ${sum.failed} institutions could not be dispatched`);
  return sum;
}

/**
 * Looks whether anybody is still parked in one class, each time in the next one. A run of the dispatcher reads only classes
 * that have room; without this, one that no team serves would be kept for ever after the last of it has given up.
 */
async function lookAtOneClass(institution: InstitutionId, now: Moment): Promise<void> {
  const classes = await listClasses(institution);
  const turn = Math.floor(now.ms / TURN_MS);
  const parkedClass = classes[turn % classes.length];
  if (parkedClass && (await parkedOf(institution, parkedClass, 1)).empty) await forgetClass(parkedClass);
}
