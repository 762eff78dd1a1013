import { type AnyProblem, isProblem, ServiceProblem } from '#contract/problems.ts';

/** What DynamoDB says when it is too busy, and went on saying through the retries of the SDK. */
const BUSY = [
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
];

/** An error as the caller is told of it: a refusal of ours, that it should come again, or that something is wrong. */
export function asProblem(error: unknown): AnyProblem {
  if (isProblem(error)) return error;
  const busy = error instanceof Error && BUSY.includes(error.name);
  return new ServiceProblem(busy ? 'Unavailable' : 'Internal', { cause: error });
}
