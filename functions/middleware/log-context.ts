import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { MiddlewareObj } from '@middy/core';
import { log } from '#functions/runtime/log.ts';

/** Each line of the log names the function, the invocation and `keysOf` the event; nothing else of the event. */
export function logContext<Event>(
  keysOf: (event: Event) => Record<string, string> = () => ({}),
): MiddlewareObj<Event> {
  const ofLambda = injectLambdaContext(log, { clearState: true, logEvent: false });
  return {
    ...ofLambda,
    before: (request) => {
      ofLambda.before?.(request);
      log.appendKeys(keysOf(request.event));
    },
  };
}
