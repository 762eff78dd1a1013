import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lambdaEndpoint } from '../src/integrations/lambda-endpoint.ts';
import { functionArn, Harness, INVOKE } from './harness.ts';

/** A machine of one call of a function, by `lambda:invoke` or by the function's own ARN. */
const calling = (Arguments: object, Resource = INVOKE): object => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource, Arguments, End: true } },
});

describe('functions at an endpoint of their own', () => {
  let answer: { status?: number; headers?: Record<string, string>; text: string } = { text: '{}' };
  let asked: IncomingMessage['headers'] = {};
  let harness: Harness;
  const functions = createServer((request, response) => {
    asked = request.headers;
    response.writeHead(answer.status ?? 200, answer.headers).end(answer.text);
  });
  const endpoint = () => lambdaEndpoint(`http://127.0.0.1:${(functions.address() as AddressInfo).port}`);
  beforeAll(async () => {
    await new Promise<void>((resolve) => functions.listen(0, '127.0.0.1', resolve));
    harness = await Harness.open({}, { invokeFunction: endpoint() });
  });
  afterAll(async () => {
    await harness.close();
    functions.close();
  });
  const fails = (text: string) => {
    answer = { headers: { 'x-amz-function-error': 'Unhandled' }, text };
    return endpoint()('f', {});
  };

  // The order as in localstack's recording of 2024-11-12 (states_variables, task error output).
  it('keep the order in which a function wrote its error', async () => {
    const text = '{"errorMessage":"no","errorType":"Exception","requestId":"r","stackTrace":[]}';
    expect(await fails(text)).toSatisfy((outcome: object) => JSON.stringify(outcome) === `{"error":${text}}`);
  });

  // https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
  it('fail with Lambda.Unknown where the error has no type', async () => {
    const text = '{"errorMessage":"Process exited before completing request"}';
    await expect(fails(text)).rejects.toMatchObject({
      name: 'Lambda.Unknown',
      message: `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`,
    });
  });

  // An execution recorded on AWS, 2025-11-25.
  it.each([INVOKE, functionArn('nobody')])(
    'that are not there fail in the words of the service: %s',
    async (resource) => {
      answer = {
        status: 404,
        headers: { 'x-amzn-errortype': 'ResourceNotFoundException', 'x-amzn-requestid': 'r-1' },
        text: JSON.stringify({
          Type: 'User',
          Message: `Function not found: ${functionArn('nobody')}:$LATEST`,
        }),
      };
      const execution = await harness.run(calling({ FunctionName: 'nobody' }, resource));
      expect(execution.error).toBe('Lambda.ResourceNotFoundException');
      expect(execution.cause).toBe(
        `Function not found: ${functionArn('nobody')}:$LATEST (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: r-1; Proxy: null)`,
      );
    },
  );

  // An execution recorded on AWS, 2025-11-06.
  it('are asked for the tail of their log, and it is in the result', async () => {
    answer = { headers: { 'x-amz-log-result': 'bG9n' }, text: '{"a":1}' };
    const execution = await harness.run(calling({ FunctionName: 'f', LogType: 'Tail' }));
    expect(asked).toMatchObject({ 'x-amz-log-type': 'Tail' });
    expect(execution.output).toMatchObject({
      Payload: { a: 1 },
      LogResult: 'bG9n',
      SdkHttpMetadata: {
        AllHttpHeaders: { 'X-Amz-Log-Result': ['bG9n'] },
        HttpHeaders: { 'X-Amz-Log-Result': 'bG9n' },
      },
    });
    const silent = await harness.run(calling({ FunctionName: 'f' }));
    expect(asked).not.toHaveProperty('x-amz-log-type');
    expect(silent.output).not.toHaveProperty('LogResult');
  });
});

describe('functions of the process itself', () => {
  it('that are not there fail in the words of the service too', async () => {
    const missing = Object.assign(new Error('Function not found: f'), { name: 'ResourceNotFoundException' });
    const harness = await Harness.open({}, { invokeFunction: async () => Promise.reject(missing) });
    const execution = await harness.run(calling({ FunctionName: 'f' }));
    expect(execution.error).toBe('Lambda.ResourceNotFoundException');
    expect(execution.cause).toMatch(
      /^Function not found: f \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    );
    await harness.close();
  });

  it('give the last four kilobytes of the log that they tell of, between the lines of the service', async () => {
    const log = `${'x'.repeat(5_000)}\n`;
    const harness = await Harness.open({}, { invokeFunction: async () => ({ payload: 1, log }) });
    const { output } = await harness.run(calling({ FunctionName: 'f', LogType: 'Tail' }));
    const tail = Buffer.from((output as { LogResult: string }).LogResult, 'base64').toString();
    expect(Buffer.byteLength(tail)).toBe(4_096);
    expect(tail).toMatch(/^x+\nEND RequestId: [0-9a-f-]{36}\n$/);
    await harness.close();
  });
});
