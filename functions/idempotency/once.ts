import type { Caller } from '#functions/caller.ts';
import { Replayed } from '#functions/idempotency/replayed.ts';
import { AlreadyAnswered, findAnswer, saveAnswer } from '#store/delivery/idempotency.ts';
import type { Write } from '#store/dynamodb/transaction.ts';

/**
 * Does something once per Idempotency-Key. `act` commits what it does together with the write that saves its answer;
 * a retry, also one at the same moment, gets that answer and changes nothing.
 */
export async function once<T>(
  { idempotency, now }: Caller,
  status: number,
  act: (saveAnswer: (answer: T) => Write) => Promise<T>,
): Promise<T | Replayed<T>> {
  const replay = async () => {
    const found = await findAnswer(idempotency);
    return found && new Replayed(found.status, found.response as T);
  };
  const before = await replay();
  if (before) return before;
  try {
    return await act((answer) => saveAnswer(idempotency, status, answer, now.ms));
  } catch (error) {
    if (!(error instanceof AlreadyAnswered)) throw error;
    const meanwhile = await replay();
    if (!meanwhile) throw error;
    return meanwhile;
  }
}
