import type { OutgoingHttpHeaders } from 'node:http';
import { type AnyProblem, type ProblemCode, problemDetail, statusOf } from '#contract/problems.ts';

/** What is sent back. */
export type Answer = { status: number; headers: OutgoingHttpHeaders; body: string | Buffer };

export const json = (status: number, value: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: `${JSON.stringify(value)}\n`,
});

/** A refusal of the gateway itself, in the one shape that all refusals have. */
export function refuse(problem: AnyProblem | ProblemCode, instance: string, correlationId: string): Answer {
  const refusal = typeof problem === 'string' ? { code: problem } : problem;
  const status = statusOf(refusal);
  const answer = json(status, problemDetail(refusal, { instance, correlationId }));
  answer.headers['content-type'] = 'application/problem+json; charset=utf-8';
  if (status === 401) answer.headers['www-authenticate'] = 'Bearer';
  if (status === 503) answer.headers['retry-after'] = '1';
  return answer;
}
