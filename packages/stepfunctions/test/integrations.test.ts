import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Harness } from './harness.ts';

interface Request {
  target: string;
  body: string;
}

let server: Server;
let harness: Harness;
let requests: Request[] = [];
let reply: (request: Request) => [status: number, body: string];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const seen = {
        target: String(request.headers['x-amz-target']),
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(seen);
      const [status, body] = reply(seen);
      response.writeHead(status).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  harness = await Harness.open({}, { endpoints: { dynamodb: url, events: url, sqs: url, sns: url } });
});
afterAll(async () => {
  await harness.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests = [];
  reply = () => [200, '{}'];
});

const task = (resource: string, Arguments: object, more: object = {}): object => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: `arn:aws-cn:states:::${resource}`, Arguments, End: true, ...more } },
});

it('reads and writes DynamoDB, and gives its answer with the metadata of the call', async () => {
  reply = () => [200, '{"Item":{"id":{"S":"1"}}}'];
  const execution = await harness.run(task('dynamodb:getItem', { TableName: 'T', Key: { id: { S: '1' } } }));
  expect(requests).toEqual([
    { target: 'DynamoDB_20120810.GetItem', body: '{"TableName":"T","Key":{"id":{"S":"1"}}}' },
  ]);
  expect(execution.output).toMatchObject({
    Item: { id: { S: '1' } },
    SdkHttpMetadata: { HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: expect.any(String) },
  });
  expect(execution.details('TaskScheduled')).toMatchObject({ resourceType: 'dynamodb', resource: 'getItem' });
});

it('gives the bare answer through aws-sdk', async () => {
  reply = () => [200, '{"Attributes":{}}'];
  const execution = await harness.run(task('aws-sdk:dynamodb:updateItem', { TableName: 'T' }));
  expect(requests[0]?.target).toBe('DynamoDB_20120810.UpdateItem');
  expect(execution.output).toEqual({ Attributes: {} });
  expect(execution.details('TaskScheduled')).toMatchObject({ resourceType: 'aws-sdk:dynamodb' });
});

it.each([
  ['dynamodb:putItem', 'DynamoDB.ConditionalCheckFailedException', 'ConditionalCheckFailedException'],
  ['aws-sdk:dynamodb:putItem', 'DynamoDb.ConditionalCheckFailedException', 'ConditionalCheckFailedException'],
  ['dynamodb:putItem', 'DynamoDB.AmazonDynamoDBException', 'ValidationException'],
])('names the exceptions of %s %s', async (resource, error, code) => {
  reply = () => [
    400,
    JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'It is not so' }),
  ];
  const execution = await harness.run(task(resource, { TableName: 'T' }));
  expect(execution.error).toBe(error);
  expect(execution.cause).toMatch(/^It is not so \(Service: /);
});

it('names a service that does not answer', async () => {
  const lonely = await Harness.open();
  const execution = await lonely.run(task('sqs:sendMessage', { QueueUrl: 'q', MessageBody: 'm' }));
  expect(execution.error).toBe('SQS.SdkClientException');
  expect(execution.cause).toBe('No endpoint for sqs was given to the local engine.');
  await lonely.close();
});

it('puts events with its machine and the execution as resources, in that order', async () => {
  reply = () => [200, '{"Entries":[{"EventId":"1"}],"FailedEntryCount":0}'];
  const Entries = [{ Source: 'greenlane', DetailType: 'Tried', Detail: { n: '{% $states.input.n %}' } }];
  const execution = await harness.run(task('events:putEvents', { Entries }), { n: 1 });
  expect(requests[0]?.target).toBe('AWSEvents.PutEvents');
  const machine = String(execution.described.stateMachineArn);
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
    Entries: [
      { Source: 'greenlane', DetailType: 'Tried', Detail: '{"n":1}', Resources: [machine, execution.arn] },
    ],
  });
  expect(execution.output).toMatchObject({ Entries: [{ EventId: '1' }], FailedEntryCount: 0 });
});

it('fails when one event is refused', async () => {
  const answer = '{"Entries":[{"ErrorCode":"InternalFailure"}],"FailedEntryCount":1}';
  reply = () => [200, answer];
  const execution = await harness.run(task('events:putEvents', { Entries: [{}] }));
  expect([execution.error, execution.cause]).toEqual(['EventBridge.FailedEntry', answer]);
});

it('sends messages, objects as JSON', async () => {
  reply = () => [200, '{"MessageId":"1","MD5OfMessageBody":"x"}'];
  const execution = await harness.run(task('sqs:sendMessage', { QueueUrl: 'q', MessageBody: { a: 1 } }));
  expect(requests).toEqual([
    { target: 'AmazonSQS.SendMessage', body: '{"QueueUrl":"q","MessageBody":"{\\"a\\":1}"}' },
  ]);
  expect(execution.output).toMatchObject({ MessageId: '1' });
});

it('publishes over the query protocol', async () => {
  reply = () => [
    200,
    '<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>',
  ];
  const execution = await harness.run(
    task('sns:publish', {
      TopicArn: 't',
      Message: { a: 1 },
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'k' } },
    }),
  );
  expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
    Action: 'Publish',
    Version: '2010-03-31',
    TopicArn: 't',
    Message: '{"a":1}',
    'MessageAttributes.entry.1.Name': 'kind',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': 'k',
  });
  expect(execution.output).toMatchObject({ MessageId: 'm-1' });
});

const child = async (state: object, name: string): Promise<string> =>
  harness.create({ StartAt: 'C', States: { C: state } }, name);

it('starts an execution and goes on at once', async () => {
  const stateMachineArn = await child({ Type: 'Wait', Seconds: 60, End: true }, 'slow-child');
  const execution = await harness.run(
    task('states:startExecution', { StateMachineArn: stateMachineArn, Name: 'named' }),
  );
  expect(execution.output).toMatchObject({
    ExecutionArn: 'arn:aws-cn:states:cn-northwest-1:000000000000:execution:slow-child:named',
    StartDate: harness.clock.now(),
  });
});

it('waits for a nested execution: .sync gives its output as text, .sync:2 as JSON', async () => {
  const StateMachineArn = await child(
    { Type: 'Wait', Seconds: 5, Output: { done: true }, End: true },
    'child',
  );
  const Input = { i: 1 };
  const second = await harness.run(task('states:startExecution.sync:2', { StateMachineArn, Input }), {}, 5);
  expect(second.types.slice(3, 6)).toEqual(['TaskStarted', 'TaskSubmitted', 'TaskSucceeded']);
  expect(second.output).toEqual({
    ExecutionArn: expect.stringContaining(':execution:child:'),
    Input,
    InputDetails: { Included: true },
    Name: expect.any(String),
    Output: { done: true },
    OutputDetails: { Included: true },
    StartDate: expect.any(Number),
    StateMachineArn,
    Status: 'SUCCEEDED',
    StopDate: expect.any(Number),
  });
  const first = await harness.run(task('states:startExecution.sync', { StateMachineArn, Input }), {}, 5);
  expect(first.output).toMatchObject({ Input: '{"i":1}', Output: '{"done":true}' });
});

it('gives a nested execution an empty object for an Input of null', async () => {
  const StateMachineArn = await child({ Type: 'Succeed' }, 'asked-nothing');
  const Input = null;
  const execution = await harness.run(task('states:startExecution.sync:2', { StateMachineArn, Input }));
  // Not by toMatchObject, to which null is as good as an empty object.
  expect(execution.output).toHaveProperty('Input', {});
  expect(execution.output).toHaveProperty('Output', {});
});

it('fails with what a nested execution failed with', async () => {
  const StateMachineArn = await child(
    { Type: 'Fail', Error: 'SomeFailure', Cause: 'it says' },
    'failing-child',
  );
  const execution = await harness.run(task('states:startExecution.sync:2', { StateMachineArn }));
  expect(execution.error).toBe('States.TaskFailed');
  expect(JSON.parse(execution.cause ?? '')).toMatchObject({
    Cause: 'it says',
    Error: 'SomeFailure',
    Input: '{}',
    Status: 'FAILED',
    StateMachineArn,
  });
});

it('says that a nested machine does not exist', async () => {
  const StateMachineArn = 'arn:aws-cn:states:cn-northwest-1:000000000000:stateMachine:nobody';
  const execution = await harness.run(task('states:startExecution.sync:2', { StateMachineArn }));
  expect(execution.error).toBe('StepFunctions.StateMachineDoesNotExistException');
  expect(execution.cause).toMatch(
    /^State Machine Does Not Exist: '.*' \(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist;/,
  );
});

it('stops a nested execution when its parent no longer waits', async () => {
  const StateMachineArn = await child({ Type: 'Wait', Seconds: 600, End: true }, 'orphan');
  const parent = await harness.run(
    task('states:startExecution.sync:2', { StateMachineArn }, { TimeoutSeconds: 10 }),
    {},
    10,
  );
  expect(parent.error).toBe('States.Timeout');
  const { executions } = await harness.call<{ executions: { status: string }[] }>('ListExecutions', {
    stateMachineArn: StateMachineArn,
  });
  expect(executions.map((execution) => execution.status)).toEqual(['ABORTED']);
});
