import { createHash } from 'node:crypto';
import { ServiceProblem } from '#contract/problems.ts';
import type { Caller } from '#functions/caller.ts';
import { Replayed } from '#functions/idempotency/replayed.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** What a decided row keeps of the request that decided it: digests of its key and of itself. */
const decidedUnder = ({ idempotency: { key, request } }: Caller): string =>
  `${digest(key)}.${digest(request)}`;

/**
 * Does once what can be done only once to a row: the row keeps under which request it was done. When it cannot be done
 * any more, whoever did it gets the same answer again, and everybody else the reason.
 * @throws ServiceProblem IdempotencyKeyReused; what `act` throws.
 */
export async function onceDecided<T>(
  caller: Caller,
  status: number,
  act: (under: string) => Promise<T>,
  findDecided: () => Promise<{ under: string | undefined; answer: T }>,
): Promise<T | Replayed<T>> {
  const own = decidedUnder(caller);
  try {
    return await act(own);
  } catch (error) {
    // Whoever cannot look must not say no, for it may have been done; who may not see it is told the same again.
    const { under, answer } = await findDecided();
    if (under === own) return new Replayed(status, answer);
    if (under?.split('.')[0] === own.split('.')[0]) throw new ServiceProblem('IdempotencyKeyReused');
    throw error;
  }
}
