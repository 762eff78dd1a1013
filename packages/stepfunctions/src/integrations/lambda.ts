import type { ExecutionEvent } from '../core/events.ts';
import { type Place, partitionOf } from '../identity.ts';
import { toJson } from '../language/json.ts';
import type { Json } from '../language/types.ts';
import { failed, requestId, sdkMetadata, sorted, succeeded, type TaskCall } from './outcome.ts';

/** What a function answered: its payload, or the error it threw. The cause of a failure is the error as JSON. */
export type FunctionOutcome = { payload: unknown } | { error: FunctionError };

export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
  [more: string]: unknown;
}

export type InvokeFunction = (functionArn: string, payload: unknown) => Promise<FunctionOutcome>;

/** A function's own ARN as the Resource: the input is the payload, and the payload the result. */
export function runFunction(
  call: TaskCall,
  invoke: InvokeFunction,
  arn: string,
  payload: Json,
): Promise<ExecutionEvent> {
  return answered(call, invoke, arn, payload, (result) => result);
}

/** `lambda:invoke`. https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
export function runInvoke(call: TaskCall, invoke: InvokeFunction, place: Place): Promise<ExecutionEvent> {
  const { FunctionName, Payload = {}, Qualifier } = call.parameters;
  if (typeof FunctionName !== 'string')
    return Promise.resolve(
      failed(call, 'States.Runtime', "The field 'FunctionName' is required but was missing"),
    );
  const arn = functionArn(FunctionName, typeof Qualifier === 'string' ? Qualifier : undefined, place);
  return answered(call, invoke, arn, Payload, (payload) => {
    const length = String(Buffer.byteLength(JSON.stringify(payload)));
    return sorted({
      ExecutedVersion: '$LATEST',
      Payload: payload,
      StatusCode: 200,
      ...sdkMetadata(call, {
        'X-Amz-Executed-Version': '$LATEST',
        'x-amzn-Remapped-Content-Length': '0',
        Connection: 'keep-alive',
        'Content-Length': length,
        'X-Amzn-Trace-Id': `root=1-${requestId(call).replaceAll('-', '').slice(0, 24)}`,
        'Content-Type': 'application/json',
      }),
    });
  });
}

async function answered(
  call: TaskCall,
  invoke: InvokeFunction,
  arn: string,
  payload: Json,
  shape: (payload: Json) => Json,
): Promise<ExecutionEvent> {
  try {
    const outcome = await invoke(arn, payload);
    if ('error' in outcome) return failed(call, outcome.error.errorType, JSON.stringify(outcome.error));
    return succeeded(call, shape(toJson(outcome.payload) ?? null));
  } catch (error) {
    return failed(call, exceptionName(error), error instanceof Error ? error.message : String(error));
  }
}

/** Service exceptions keep their name (`Lambda.TooManyRequestsException`); everything else is Lambda.Unknown. */
function exceptionName(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name.startsWith('Lambda.')) return name;
  return name.endsWith('Exception') ? `Lambda.${name}` : 'Lambda.Unknown';
}

function functionArn(name: string, qualifier: string | undefined, place: Place): string {
  const arn = name.startsWith('arn:')
    ? name
    : `arn:${partitionOf(place.region)}:lambda:${place.region}:${place.accountId}:function:${name.split(':function:').at(-1)}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
