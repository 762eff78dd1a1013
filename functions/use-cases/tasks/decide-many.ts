import type * as z from 'zod';
import type { BulkDecisionRequest, BulkDecisionResponse } from '#contract/api/tasks.ts';
import { problemDetail, statusOf } from '#contract/problems.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { Replayed } from '#functions/idempotency/replayed.ts';
import { asProblem } from '#functions/runtime/as-problem.ts';
import { log } from '#functions/runtime/log.ts';
import { decideTask } from '#functions/use-cases/tasks/decide.ts';
import { commit } from '#store/dynamodb/transaction.ts';

type Answer = z.infer<typeof BulkDecisionResponse>;
type Result = Answer['items'][number];

/**
 * Decides many tasks, with a result for each. Each stands for itself and has a key of its own, so that a retry after a
 * crash in the middle repeats none of them. The answer as a whole is saved unless a retry could do better than it.
 */
export const decideTasks = ({ items }: z.infer<typeof BulkDecisionRequest>, caller: Caller) =>
  once<Answer>(caller, 200, async (saveAnswer) => {
    const results: Result[] = [];
    for (const [index, { task, ...request }] of items.entries()) {
      const key = `${caller.idempotency.key}#${task}`;
      const own: Caller = { ...caller, idempotency: { ...caller.idempotency, key } };
      const decided = decideTask({ id: task, ...request }, own, `/items/${index}/decision`);
      results.push(await decided.then(decidedResult(task), refusedResult(task)));
    }
    const decided = results.filter(({ ok }) => ok).length;
    const answer = { items: results, decided, refused: results.length - decided };
    if (results.every((result) => result.ok || result.problem.status < 500))
      await commit([saveAnswer(answer)]);
    return answer;
  });

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
