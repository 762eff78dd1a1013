import type { Caller } from '#functions/caller.ts';
import { Replayed } from '#functions/idempotency/replayed.ts';
import { findAnswer, type Reference, saveAnswer } from '#store/delivery/idempotency.ts';
import type { Write } from '#store/dynamodb/transaction.ts';

type Once<R extends Reference, T> = {
  /**
   * Does it, in one transaction whose first write is what `remember` gives: of several conditions that fail, the
   * first one tells why.
   */
  act: (remember: (reference: R) => Write) => Promise<T>;
  /** Answers again, with what the reference leads to as it now stands. */
  again: (reference: R) => Promise<T>;
};

/**
 * Does something once per Idempotency-Key. A first call reads nothing for that: only one that fails may be a retry,
 * also of a call at the same moment, and is then answered again and changes nothing.
 * @throws what `act` throws; ServiceProblem IdempotencyKeyReused when the key was used for another request.
 */
export async function once<R extends Reference, T>(
  { idempotency, now }: Caller,
  status: number,
  { act, again }: Once<R, T>,
): Promise<T | Replayed<T>> {
  try {
    return await act((reference) => saveAnswer(idempotency, status, reference, now.ms));
  } catch (error) {
    const before = await findAnswer(idempotency);
    if (!before) throw error;
    return new Replayed(before.status, await again(before.reference as R));
  }
}
