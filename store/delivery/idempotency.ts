import * as z from 'zod';
import { ServiceProblem } from '#contract/problems.ts';
import { insert, read } from '#store/dynamodb/rows.ts';
import type { Write } from '#store/dynamodb/transaction.ts';

const Answer = z.object({
  key: z.string(),
  request: z.string(),
  status: z.int(),
  response: z.unknown(),
});

/** A retry must find the answer long after the client gave up; far longer than the 10 minutes of a transaction token. */
const KEPT_DAYS = 30;

/** Who asked what, under which key. `request` is a digest of route and body. */
export type IdempotencyKey = { key: string; request: string };

/** Thrown inside a transaction when the answer is there already: a second request came in between. */
export class AlreadyAnswered extends Error {
  override readonly name = 'AlreadyAnswered';
}

/**
 * The answer that was given under this key, or undefined.
 * @throws ServiceProblem IdempotencyKeyReused when it was given to another request.
 */
export async function findAnswer(
  idempotency: IdempotencyKey,
): Promise<{ status: number; response: unknown } | undefined> {
  const record = await read('idempotency', { key: idempotency.key }, Answer);
  if (!record) return undefined;
  if (record.request !== idempotency.request) throw new ServiceProblem('IdempotencyKeyReused');
  return { status: record.status, response: record.response };
}

/** Keeps the answer in the transaction that makes it true. */
export const saveAnswer = (
  { key, request }: IdempotencyKey,
  status: number,
  response: unknown,
  nowMs: number,
): Write =>
  insert(
    'idempotency',
    'key',
    { key, request, status, response, expiresAt: Math.floor(nowMs / 1000) + KEPT_DAYS * 86_400 },
    () => new AlreadyAnswered(),
  );
