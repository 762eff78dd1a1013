import type { Caller } from '#functions/caller.ts';
import { findAnswer, saveAnswer } from '#store/delivery/idempotency.ts';
import { commit } from '#store/dynamodb/transaction.ts';

/**
 * Holds an Idempotency-Key to the first request that comes under it, before anything is done: for what is done in
 * several transactions, each of which knows by itself whether it was done.
 * @throws ServiceProblem IdempotencyKeyReused when the key came with another request.
 */
export async function holdKey({ idempotency, now }: Caller): Promise<void> {
  try {
    await commit([saveAnswer(idempotency, 200, {}, now.ms)]);
  } catch (error) {
    if (!(await findAnswer(idempotency))) throw error;
  }
}
