import type { Moment } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';
import { deliver } from '#functions/use-cases/delivery/deliver.ts';
import { buckets, oldestPending, outboxRowOf } from '#store/delivery/outbox.ts';
import type { Row } from '#store/dynamodb/codec.ts';

/** A row younger than this is the relay's business still. */
const GRACE_MS = 60_000;
const PAGE = 50;
const MAXIMUM_PAGES = 4;

/**
 * Delivers what the relay gave up on or never saw. One row that fails does not hold up the others, and one bucket not
 * the others; the run fails in the end, so that it is noticed.
 */
export async function reconcile(now: Moment): Promise<{ delivered: number; failed: number }> {
  const sum = { delivered: 0, failed: 0 };
  await Promise.all(
    buckets.map(async (bucket) => {
      for await (const row of stalePending(bucket, now.ms)) {
        try {
          await deliver(outboxRowOf(row));
          sum.delivered++;
        } catch (error) {
          log.error('outbox row stays undelivered', { outboxId: row.id, error: error as Error });
          sum.failed++;
        }
      }
    }),
  );
  if (sum.failed > 0) throw new Error(`${sum.failed} outbox rows stay undelivered`);
  return sum;
}

/** What is undelivered for too long, the oldest first; behind rows that nobody can deliver there may be ones that can. */
async function* stalePending(bucket: string, nowMs: number): AsyncGenerator<Row> {
  let after: string | undefined;
  for (let page = 0; page < MAXIMUM_PAGES; page++) {
    const rows = await oldestPending(bucket, nowMs - GRACE_MS, PAGE, after);
    yield* rows;
    if (rows.length < PAGE) return;
    after = String(rows.at(-1)?.id);
  }
}
