import { problemDetail, statusOf } from '#contract/problems.ts';
import type { ApiMiddleware } from '#functions/middleware/api-context.ts';
import { asProblem } from '#functions/runtime/as-problem.ts';
import { log } from '#functions/runtime/log.ts';

/** A refusal as problem details (RFC 9457); what is not one of ours is an internal error whose cause only the log sees. */
export const problemDetails = (): ApiMiddleware => ({
  onError: (request) => {
    const { error, event } = request;
    const problem = asProblem(error);
    const status = statusOf(problem);
    if (status >= 500) log.error('request failed', { error: error as Error });
    else log.info('request refused', { code: problem.code });
    const correlationId = event.requestContext.requestId;
    request.response = {
      statusCode: status,
      headers: {
        'content-type': 'application/problem+json; charset=utf-8',
        ...(status === 503 && { 'retry-after': '1' }),
        ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      },
      body: JSON.stringify(problemDetail(problem, { instance: event.rawPath, correlationId })),
    };
  },
});
