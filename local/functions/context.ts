import type { Context } from 'aws-lambda';
import type { FunctionDefinition } from '#contract/index.ts';
import { functionArn } from '#local/names.ts';
import type { Invocation } from './running.ts';

/** The second argument of a handler. */
export function lambdaContext(
  { name, requestId }: Invocation,
  { timeoutSeconds, memoryMegabytes }: FunctionDefinition,
): Context {
  const deadline = Date.now() + timeoutSeconds * 1000;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: `greenlane-${name}`,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(name),
    memoryLimitInMB: String(memoryMegabytes),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/greenlane-${name}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
    // Of older runtimes; a handler here returns a promise.
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
