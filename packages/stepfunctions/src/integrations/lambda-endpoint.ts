import type { FunctionError, FunctionOutcome, InvokeFunction, ResponseMetadata } from './lambda.ts';

/**
 * Runs functions over the Lambda Invoke protocol at an address of one's own.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function lambdaEndpoint(endpoint: string): InvokeFunction {
  return async (functionArn, payload, { logType } = {}): Promise<FunctionOutcome> => {
    const [, qualified = functionArn] = functionArn.split(':function:');
    const [name = '', qualifier] = qualified.split(':');
    const url = new URL(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, endpoint);
    if (qualifier) url.searchParams.set('Qualifier', qualifier);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(logType === undefined ? {} : { 'x-amz-log-type': logType }),
      },
      body: JSON.stringify(payload),
    });
    const text = await response.text();
    if (!response.ok) throw exception(response, text);
    const body: unknown = text === '' ? null : JSON.parse(text);
    if (response.headers.has('x-amz-function-error')) return { error: functionError(body, text) };
    const logResult = response.headers.get('x-amz-log-result');
    return { payload: body, ...(logResult === null ? {} : { logResult }) };
  };
}

/** What the function said keeps its order: it becomes the cause, as text. */
function functionError(body: unknown, text: string): FunctionError {
  const said: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const { errorType, errorMessage = '' } = said;
  if (errorType !== undefined)
    return { ...said, errorType: String(errorType), errorMessage: String(errorMessage) };
  const error = new Error(
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`,
  );
  error.name = 'Lambda.Unknown';
  throw error;
}

function exception(response: Response, text: string): Error {
  const type = (response.headers.get('x-amzn-errortype') ?? 'Unknown').split(':')[0] ?? 'Unknown';
  let message = text;
  try {
    const body = JSON.parse(text) as { Message?: string; message?: string };
    message = body.Message ?? body.message ?? text;
  } catch {
    // The answer is no JSON: its text is all there is to tell.
  }
  const requestId = response.headers.get('x-amzn-requestid');
  const $metadata: ResponseMetadata = {
    httpStatusCode: response.status,
    ...(requestId === null ? {} : { requestId }),
  };
  return Object.assign(new Error(message), { name: type, $metadata });
}
