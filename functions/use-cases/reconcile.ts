import { UnitId } from '#domain/units.ts';
import type { Moment } from '#functions/clock.ts';
import { log } from '#functions/log.ts';
import { deliver, publish } from '#functions/use-cases/deliver.ts';
import { listPending } from '#store/outbox.ts';
import { queueHead } from '#store/queue.ts';

/** A row younger than this is the relay's business still. */
const GRACE_MS = 60_000;
const MAXIMUM_ROWS = 200;

/**
 * Delivers what the relay gave up on or never saw, and wakes the dispatcher of every unit where somebody waits.
 * One row that fails does not hold up the others; the run fails in the end, so that it is noticed.
 */
export async function reconcile(now: Moment): Promise<{ delivered: number; failed: number; woken: number }> {
  const stale = (await listPending(MAXIMUM_ROWS)).filter(
    ({ createdAt }) => Date.parse(createdAt) <= now.ms - GRACE_MS,
  );
  const sum = { delivered: 0, failed: 0, woken: 0 };
  for (const { id } of stale) {
    try {
      await deliver(id, now);
      sum.delivered++;
    } catch (error) {
      log.error('outbox row stays undelivered', { outboxId: id, error: error as Error });
      sum.failed++;
    }
  }
  for (const unit of UnitId.options) {
    if ((await queueHead(unit, 1)).length === 0) continue;
    await publish('DispatchNeeded', { unit });
    sum.woken++;
  }
  if (sum.failed > 0) throw new Error(`${sum.failed} outbox rows stay undelivered`);
  return sum;
}
