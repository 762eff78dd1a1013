import type { MiddlewareObj } from '@middy/core';
import { isProblem, type ProblemCode } from '#contract/problems.ts';
import { Refused } from '#domain/refused.ts';

/** What may be gone a moment later. Every other problem is a decision, and would be the same however often one asks. */
const passing: readonly ProblemCode[] = ['VersionConflict', 'Unavailable', 'Internal'];

/**
 * Lets what a worker refuses reach its machine under one error name, for Lambda reports the name of what is thrown. What
 * passes, and what is a fault, keeps its own.
 */
export const refusalAsError = (): MiddlewareObj => ({
  onError: (request) => {
    const { error } = request;
    if (!isProblem(error) || passing.includes(error.code)) return;
    request.error = new Refused(error.code, error.message, { cause: error });
  },
});
