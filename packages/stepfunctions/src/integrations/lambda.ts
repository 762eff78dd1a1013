import type { ExecutionEvent } from '../core/events.ts';
import { type Place, partitionOf } from '../identity.ts';
import { toJson } from '../language/json.ts';
import type { Json } from '../language/types.ts';
import { failed, requestId, sdkMetadata, sorted, succeeded, type TaskCall } from './outcome.ts';

/**
 * What a function answered: its payload, or the error it threw. The cause of a failure is the error as JSON. `log` is
 * what it wrote to its log, of which `LogType: Tail` shows the end; `logResult` the same, as the service encodes it.
 */
export type FunctionOutcome =
  | { payload: unknown; log?: string; logResult?: string }
  | { error: FunctionError };

export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
  [more: string]: unknown;
}

/** `options.logType` is `Tail` when the end of the function's log is asked for. */
export type InvokeFunction = (
  functionArn: string,
  payload: unknown,
  options?: InvokeOptions,
) => Promise<FunctionOutcome>;

export interface InvokeOptions {
  logType?: 'Tail';
}

/** How much of a log the service shows. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const TAIL_BYTES = 4_096;

/** A function's own ARN as the Resource: the input is the payload, and the payload the result. */
export function runFunction(
  call: TaskCall,
  invoke: InvokeFunction,
  arn: string,
  payload: Json,
): Promise<ExecutionEvent> {
  return answered(
    call,
    () => invoke(arn, payload, {}),
    ({ payload: result }) => toJson(result) ?? null,
  );
}

/** `lambda:invoke`. https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
export function runInvoke(call: TaskCall, invoke: InvokeFunction, place: Place): Promise<ExecutionEvent> {
  const { FunctionName, Payload = {}, Qualifier, LogType } = call.parameters;
  if (typeof FunctionName !== 'string')
    return Promise.resolve(
      failed(call, 'States.Runtime', "The field 'FunctionName' is required but was missing"),
    );
  const arn = functionArn(FunctionName, typeof Qualifier === 'string' ? Qualifier : undefined, place);
  const tail = LogType === 'Tail';
  return answered(
    call,
    () => invoke(arn, Payload, tail ? { logType: 'Tail' } : {}),
    (outcome) => {
      const payload = toJson(outcome.payload) ?? null;
      const length = String(Buffer.byteLength(JSON.stringify(payload)));
      const logResult = tail ? (outcome.logResult ?? tailOf(outcome.log ?? '', requestId(call))) : undefined;
      return sorted({
        ExecutedVersion: '$LATEST',
        ...(logResult === undefined ? {} : { LogResult: logResult }),
        Payload: payload,
        StatusCode: 200,
        ...sdkMetadata(call, {
          ...(logResult === undefined ? {} : { 'X-Amz-Log-Result': logResult }),
          'X-Amz-Executed-Version': '$LATEST',
          'x-amzn-Remapped-Content-Length': '0',
          Connection: 'keep-alive',
          'Content-Length': length,
          'X-Amzn-Trace-Id': `root=1-${requestId(call).replaceAll('-', '').slice(0, 24)}`,
          'Content-Type': 'application/json',
        }),
      });
    },
  );
}

async function answered(
  call: TaskCall,
  invoke: () => Promise<FunctionOutcome>,
  shape: (outcome: Exclude<FunctionOutcome, { error: FunctionError }>) => Json,
): Promise<ExecutionEvent> {
  try {
    const outcome = await invoke();
    if ('error' in outcome) return failed(call, outcome.error.errorType, JSON.stringify(outcome.error));
    return succeeded(call, shape(outcome));
  } catch (error) {
    return notInvoked(call, error);
  }
}

/** The statuses of the service's exceptions that say none themselves. */
const STATUS: Record<string, number> = {
  ResourceNotFoundException: 404,
  TooManyRequestsException: 429,
  ServiceException: 500,
};

/**
 * An invocation that did not come about. An exception of the service keeps its name, and is told as AWS tells it where
 * its status is known or carried, as the SDK's exceptions do; everything else is Lambda.Unknown.
 */
function notInvoked(call: TaskCall, error: unknown): ExecutionEvent {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const code = name.replace(/^Lambda\./, '');
  const known = code.endsWith('Exception') || name.startsWith('Lambda.');
  const { httpStatusCode = STATUS[code], requestId: id = requestId(call) } = metadataOf(error);
  if (!known) return failed(call, 'Lambda.Unknown', message);
  if (httpStatusCode === undefined) return failed(call, `Lambda.${code}`, message);
  const details = `Service: AWSLambda; Status Code: ${httpStatusCode}; Error Code: ${code}; Request ID: ${id}; Proxy: null`;
  return failed(call, `Lambda.${code}`, `${message} (${details})`);
}

/** The metadata of a response, which the SDK's exceptions carry. */
export interface ResponseMetadata {
  httpStatusCode?: number;
  requestId?: string;
}

function metadataOf(error: unknown): ResponseMetadata {
  const carried = typeof error === 'object' && error !== null && '$metadata' in error ? error.$metadata : {};
  return typeof carried === 'object' && carried !== null ? carried : {};
}

/** The end of a log with the lines that the service writes around it, in base64. */
function tailOf(log: string, id: string): string {
  const whole = `START RequestId: ${id} Version: $LATEST\n${log}END RequestId: ${id}\n`;
  return Buffer.from(whole).subarray(-TAIL_BYTES).toString('base64');
}

function functionArn(name: string, qualifier: string | undefined, place: Place): string {
  const arn = name.startsWith('arn:')
    ? name
    : `arn:${partitionOf(place.region)}:lambda:${place.region}:${place.accountId}:function:${name.split(':function:').at(-1)}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
