import * as z from 'zod';
import { ServiceProblem } from '#contract/problems.ts';
import { codec } from '#store/dynamodb/codec.ts';
import { insert, read } from '#store/dynamodb/rows.ts';
import type { Write } from '#store/dynamodb/transaction.ts';

/** What is needed to answer again: ids and versions, never the answer itself. */
const Reference = z.record(z.string(), z.union([z.string(), z.number()]));
export type Reference = z.infer<typeof Reference>;

export const answers = codec({
  name: 'idempotency/answer',
  table: 'idempotency',
  schema: z.object({
    key: z.string(),
    request: z.string(),
    status: z.int(),
    reference: Reference,
    expiresAt: z.int(),
  }),
});

/** A retry must find the answer long after the client gave up; far longer than the 10 minutes of a transaction token. */
const KEPT_DAYS = 30;

/** Who asked what, under which key. `request` is a digest of route and body. */
export type IdempotencyKey = { key: string; request: string };

/** Thrown by a transaction when its key was used before, for whichever request. */
export class AlreadyAnswered extends Error {
  override readonly name = 'AlreadyAnswered';
}

/**
 * What was answered under this key, or undefined.
 * @throws ServiceProblem IdempotencyKeyReused when it was answered to another request.
 */
export async function findAnswer(
  idempotency: IdempotencyKey,
): Promise<{ status: number; reference: Reference } | undefined> {
  const answer = await read(answers, { key: idempotency.key });
  if (!answer) return undefined;
  if (answer.request !== idempotency.request) throw new ServiceProblem('IdempotencyKeyReused');
  return { status: answer.status, reference: answer.reference };
}

/** Keeps what the answer is made from in the transaction that makes it true. */
export const saveAnswer = (
  { key, request }: IdempotencyKey,
  status: number,
  reference: Reference,
  nowMs: number,
): Write =>
  insert(
    answers,
    { key, request, status, reference, expiresAt: Math.floor(nowMs / 1000) + KEPT_DAYS * 86_400 },
    () => new AlreadyAnswered(),
  );
