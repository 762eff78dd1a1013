import { Replayed } from '#functions/idempotency/replayed.ts';
import { AlreadyAnswered, findAnswer, type IdempotencyKey, saveAnswer } from '#store/delivery/idempotency.ts';
import type { Write } from '#store/dynamodb/transaction.ts';

/**
 * Does something once per Idempotency-Key. `act` commits what it does together with the write that keeps its answer;
 * a retry, also one at the same moment, gets that answer and changes nothing.
 */
export async function once<T>(
  idempotency: IdempotencyKey,
  nowMs: number,
  status: number,
  act: (keep: (answer: T) => Write) => Promise<T>,
): Promise<T | Replayed<T>> {
  const replay = async () => {
    const found = await findAnswer(idempotency);
    return found && new Replayed(found.status, found.response as T);
  };
  const before = await replay();
  if (before) return before;
  try {
    return await act((answer) => saveAnswer(idempotency, status, answer, nowMs));
  } catch (error) {
    if (!(error instanceof AlreadyAnswered)) throw error;
    const meanwhile = await replay();
    if (!meanwhile) throw error;
    return meanwhile;
  }
}
