import type * as z from 'zod';
import type { BulkDecisionRequest, BulkDecisionResponse } from '#contract/api/tasks.ts';
import { problemDetail, statusOf } from '#contract/problems.ts';
import type { Caller } from '#functions/caller.ts';
import { holdKey } from '#functions/idempotency/hold-key.ts';
import { Replayed } from '#functions/idempotency/replayed.ts';
import { asProblem } from '#functions/runtime/as-problem.ts';
import { log } from '#functions/runtime/log.ts';
import { decideTask } from '#functions/use-cases/tasks/decide.ts';

type Answer = z.infer<typeof BulkDecisionResponse>;
type Result = Answer['items'][number];

/**
 * Decides many tasks, with a result for each. Each stands for itself and has a key of its own, kept with its decision, so
 * that a retry repeats none of them: it answers the same of what was decided and tries again what was not.
 * @throws ServiceProblem IdempotencyKeyReused when the key came with other decisions, before any is made.
 */
export async function decideTasks(
  { items }: z.infer<typeof BulkDecisionRequest>,
  caller: Caller,
): Promise<Answer> {
  await holdKey(caller);
  const results: Result[] = [];
  for (const [index, { task, ...request }] of items.entries()) {
    const key = `${caller.idempotency.key}#${task}`;
    const own: Caller = { ...caller, idempotency: { ...caller.idempotency, key } };
    const decided = decideTask({ id: task, ...request }, own, `/items/${index}/decision`);
    results.push(await decided.then(decidedResult(task), refusedResult(task)));
  }
  const decided = results.filter(({ ok }) => ok).length;
  return { items: results, decided, refused: results.length - decided };
}

const decidedResult =
  (task: string) =>
  (answer: Awaited<ReturnType<typeof decideTask>>): Result => ({
    ok: true,
    task,
    result: answer instanceof Replayed ? answer.body.task : answer.task,
  });

const refusedResult =
  (task: string) =>
  (error: unknown): Result => {
    const problem = asProblem(error);
    if (statusOf(problem) >= 500) log.error('bulk decision failed', { task, error: error as Error });
    return { ok: false, task, problem: problemDetail(problem, {}) };
  };
