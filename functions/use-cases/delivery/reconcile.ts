import { UnitId } from '#domain/units/unit.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';
import { deliver, publish } from '#functions/use-cases/delivery/deliver.ts';
import { listPending, type OutboxRow } from '#store/delivery/outbox.ts';
import { queueHead } from '#store/dispatch/queue.ts';

/** A row younger than this is the relay's business still. */
const GRACE_MS = 60_000;
const PAGE = 200;
const MAXIMUM_PAGES = 10;

/**
 * Delivers what the relay gave up on or never saw, and wakes the dispatcher of every unit where somebody waits.
 * One row that fails does not hold up the others; the run fails in the end, so that it is noticed.
 */
export async function reconcile(now: Moment): Promise<{ delivered: number; failed: number; woken: number }> {
  const sum = { delivered: 0, failed: 0, woken: 0 };
  for await (const { id } of stalePending(now.ms)) {
    try {
      await deliver({ id }, now);
      sum.delivered++;
    } catch (error) {
      log.error('outbox row stays undelivered', { outboxId: id, error: error as Error });
      sum.failed++;
    }
  }
  for (const unit of UnitId.options) {
    if ((await queueHead(unit, 1)).length === 0) continue;
    await publish({ kind: 'publish', detailType: 'DispatchNeeded', detail: { unit } });
    sum.woken++;
  }
  if (sum.failed > 0) throw new Error(`${sum.failed} outbox rows stay undelivered`);
  return sum;
}

/** What is undelivered for too long, the oldest first; behind rows that nobody can deliver there may be ones that can. */
async function* stalePending(nowMs: number): AsyncGenerator<OutboxRow> {
  let after: string | undefined;
  for (let page = 0; page < MAXIMUM_PAGES; page++) {
    const rows = await listPending(PAGE, after);
    const stale = rows.filter(({ createdAt }) => Date.parse(createdAt) <= nowMs - GRACE_MS);
    yield* stale;
    if (stale.length < PAGE) return;
    after = rows.at(-1)?.id;
  }
}
