import type { ExecutionEvent } from '../core/events.ts';
import { namedUuid } from '../identity.ts';
import type { Json } from '../language/types.ts';

/** A task at work: which one, with what, and when. */
export interface TaskCall {
  executionArn: string;
  stateMachineArn: string;
  execution: number;
  task: string;
  action: string;
  parameters: { [key: string]: Json };
  now: number;
}

export const succeeded = (call: TaskCall, output: Json): ExecutionEvent => ({
  type: 'TaskSucceeded',
  task: call.task,
  output,
});

export const failed = (call: TaskCall, error: string, cause: string): ExecutionEvent => ({
  type: 'TaskFailed',
  task: call.task,
  error,
  cause,
});

/** One request id for each task, the same when the call is repeated. */
export const requestId = (call: TaskCall): string => namedUuid(call.executionArn, call.task, 'request');

/**
 * The HTTP metadata that optimised integrations add to a service's answer.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 */
export function sdkMetadata(call: TaskCall, headers: Record<string, string>): { [key: string]: Json } {
  const id = requestId(call);
  const all = { Date: new Date(call.now).toUTCString(), 'x-amzn-RequestId': id, ...headers };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
      HttpHeaders: all,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: id },
  };
}

/** Members in the order in which AWS writes them. */
export function sorted(value: { [key: string]: Json }): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The text of a member that may be written as an object where the service wants a string. */
export function asText(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
