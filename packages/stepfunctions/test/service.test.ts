import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { CALLBACK, Harness, ROLE } from './harness.ts';

let harness: Harness;
let client: SFNClient;
let token = '';
let machines = 0;

beforeAll(async () => {
  harness = await Harness.open({
    hand: (payload) => {
      token = String(payload.token);
      return null;
    },
  });
  const { url } = await harness.engine.listen();
  client = new SFNClient({
    endpoint: url,
    region: 'cn-northwest-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await harness.close();
});
beforeEach(() => {
  token = '';
});

const text = (definition: object): string => JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
const passing = (Output: unknown): string =>
  text({ StartAt: 'A', States: { A: { Type: 'Pass', Output, End: true } } });
const WAITING = text({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, End: true } } });
const ASKING = text({
  StartAt: 'T',
  States: {
    T: {
      Type: 'Task',
      Resource: CALLBACK,
      Arguments: { FunctionName: 'hand', Payload: { token: '{% $states.context.Task.Token %}' } },
      HeartbeatSeconds: 10,
      End: true,
    },
  },
});

async function create(definition: string, name = `service-${++machines}`): Promise<string> {
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name, definition, roleArn: ROLE }),
  );
  return stateMachineArn ?? '';
}

async function start(stateMachineArn: string, input = '{}', name?: string): Promise<string> {
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input, name }));
  await harness.engine.idle();
  return executionArn ?? '';
}

it('creates, describes, lists and deletes state machines', async () => {
  const definition = passing(1);
  const stateMachineArn = await create(definition, 'first');
  expect(stateMachineArn).toBe('arn:aws-cn:states:cn-northwest-1:000000000000:stateMachine:first');
  expect(await create(definition, 'first')).toBe(stateMachineArn);
  await expect(create(passing(2), 'first')).rejects.toMatchObject({
    name: 'StateMachineAlreadyExists',
    message: `State Machine Already Exists: '${stateMachineArn}'`,
  });
  const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
  expect(described).toMatchObject({
    name: 'first',
    status: 'ACTIVE',
    type: 'STANDARD',
    definition,
    roleArn: ROLE,
    creationDate: new Date(harness.clock.now()),
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  });
  const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
  expect(stateMachines?.map((machine) => machine.name)).toContain('first');
  await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await client.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await expect(client.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
    message: `State Machine Does Not Exist: '${stateMachineArn}'`,
  });
});

it('lists the variables that each state reads', async () => {
  const definition = text({
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
      B: { Type: 'Pass', Output: '{% ($y := 3; $map([1], function($x) { $x + $y })) %}', Next: 'C' },
      C: { Type: 'Pass', Output: { a: '{% $y & $x %}', b: '{% $sum([1]) %}' }, End: true },
    },
  });
  const described = await client.send(
    new DescribeStateMachineCommand({ stateMachineArn: await create(definition) }),
  );
  expect(described.variableReferences).toEqual({ C: ['x', 'y'] });
  expect(described.encryptionConfiguration).toEqual({ type: 'AWS_OWNED_KEY' });
});

it('runs what an execution started with, whatever the machine becomes', async () => {
  const stateMachineArn = await create(WAITING);
  const executionArn = await start(stateMachineArn);
  const update = new UpdateStateMachineCommand({ stateMachineArn, definition: passing('new') });
  const { revisionId } = await client.send(update);
  expect((await client.send(update)).revisionId).toBe(revisionId);
  const kept = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  expect(kept.definition).toBe(WAITING);
  await harness.pass(60);
  expect((await client.send(new DescribeExecutionCommand({ executionArn }))).output).toBe('{}');
  const second = await start(stateMachineArn);
  expect((await client.send(new DescribeExecutionCommand({ executionArn: second }))).output).toBe('"new"');
  await expect(client.send(new UpdateStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
    name: 'MissingRequiredParameter',
  });
});

it('starts an execution once for a name and an input', async () => {
  const stateMachineArn = await create(WAITING);
  const executionArn = await start(stateMachineArn, '{"a":1}', 'once');
  expect(await start(stateMachineArn, '{"a":1}', 'once')).toBe(executionArn);
  const again = { name: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${executionArn}'` };
  await expect(start(stateMachineArn, '{"a":2}', 'once')).rejects.toMatchObject(again);
  await harness.pass(60);
  await expect(start(stateMachineArn, '{"a":1}', 'once')).rejects.toMatchObject(again);
});

it('describes an execution as AWS does', async () => {
  const stateMachineArn = await create(passing({ Arg1: 'argument1' }));
  const executionArn = await start(stateMachineArn, '{ "kept": "as written" }', 'described');
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  const { $metadata: _, ...rest } = described;
  expect(rest).toEqual({
    executionArn,
    stateMachineArn,
    name: 'described',
    status: 'SUCCEEDED',
    input: '{ "kept": "as written" }',
    inputDetails: { included: true },
    output: '{"Arg1":"argument1"}',
    outputDetails: { included: true },
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    startDate: new Date(harness.clock.now()),
    stopDate: new Date(harness.clock.now()),
  });
});

it('refuses bad input in AWS’s words', async () => {
  const stateMachineArn = await create(passing(1));
  const message = (about: string) => `Invalid State Machine Execution Input: '${about}'`;
  await expect(start(stateMachineArn, 'not some json')).rejects.toMatchObject({
    name: 'InvalidExecutionInput',
    message: message(
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ),
  });
  await expect(start(stateMachineArn, "{'a': 1}")).rejects.toMatchObject({
    message: message("Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
  });
  await expect(start(stateMachineArn, '')).rejects.toMatchObject({
    message: message('Invalid execution input.'),
  });
  await expect(start('not_an_arn')).rejects.toMatchObject({
    name: 'InvalidArn',
    message: "Invalid Arn: 'Invalid ARN prefix: not_an_arn'",
  });
  await expect(start(stateMachineArn, '{}', 'a b')).rejects.toMatchObject({ name: 'InvalidName' });
  await expect(
    client.send(
      new DescribeExecutionCommand({
        executionArn: `${stateMachineArn}:x`.replace('stateMachine', 'execution'),
      }),
    ),
  ).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  // The SDK would put `sync-` before the host's name, which only AWS's own hosts know.
  await expect(harness.call('StartSyncExecution', { stateMachineArn })).rejects.toMatchObject({
    name: 'StateMachineTypeNotSupported',
    message: 'This operation is not supported by this type of state machine',
  });
  expect(await start(stateMachineArn, 'null')).toMatch(/:execution:/);
});

it('lists executions newest first, by page and by status', async () => {
  const stateMachineArn = await create(WAITING);
  const started: string[] = [];
  for (let index = 0; index < 5; index += 1) started.unshift(await start(stateMachineArn, '{}', `e${index}`));
  await client.send(
    new StopExecutionCommand({ executionArn: started[0] ?? '', error: 'Enough', cause: 'of it' }),
  );
  const list = (more: object) => client.send(new ListExecutionsCommand({ stateMachineArn, ...more }));
  const first = await list({ maxResults: 3 });
  expect(first.executions?.map((item) => item.executionArn)).toEqual(started.slice(0, 3));
  const second = await list({ maxResults: 3, nextToken: first.nextToken });
  expect(second.executions?.map((item) => item.executionArn)).toEqual(started.slice(3));
  expect(second.nextToken).toBeUndefined();
  const aborted = await list({ statusFilter: 'ABORTED' });
  expect(aborted.executions).toEqual([
    {
      executionArn: started[0],
      stateMachineArn,
      name: 'e4',
      redriveCount: 0,
      status: 'ABORTED',
      startDate: new Date(harness.clock.now()),
      stopDate: new Date(harness.clock.now()),
    },
  ]);
  await expect(list({ statusFilter: 'succeeded' })).rejects.toMatchObject({
    message:
      "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
  });
  await expect(list({ maxResults: 1001 })).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(list({ nextToken: 'made up' })).rejects.toMatchObject({ name: 'InvalidToken' });
});

it('stops an execution, which then says why', async () => {
  const executionArn = await start(await create(WAITING));
  await client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'of it' }));
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of it' });
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events?.at(-1)).toMatchObject({
    type: 'ExecutionAborted',
    previousEventId: 0,
    executionAbortedEventDetails: { error: 'Enough', cause: 'of it' },
  });
});

it('gives the history by page, backwards, and without payloads', async () => {
  const executionArn = await start(await create(passing(1)));
  const history = (more: object) => client.send(new GetExecutionHistoryCommand({ executionArn, ...more }));
  const ids = (answer: { events?: { id?: number | undefined }[] | undefined }) =>
    answer.events?.map((event) => event.id);
  const first = await history({ maxResults: 3 });
  expect(ids(first)).toEqual([1, 2, 3]);
  const rest = await history({ maxResults: 3, nextToken: first.nextToken });
  expect(ids(rest)).toEqual([4]);
  expect(rest.nextToken).toBeUndefined();
  const backwards = await history({ maxResults: 3, reverseOrder: true });
  expect(ids(backwards)).toEqual([4, 3, 2]);
  expect(ids(await history({ reverseOrder: true, nextToken: backwards.nextToken }))).toEqual([1]);
  const bare = await history({ includeExecutionData: false });
  expect(bare.events?.[2]?.stateExitedEventDetails).toEqual({ name: 'A' });
});

it('takes tokens back, once', async () => {
  const stateMachineArn = await create(ASKING);
  const executionArn = await start(stateMachineArn);
  const taskToken = token;
  await client.send(new SendTaskHeartbeatCommand({ taskToken }));
  await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"yes":true}' }));
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'SUCCEEDED', output: '{"yes":true}' });
  for (const again of [
    new SendTaskSuccessCommand({ taskToken, output: '1' }),
    new SendTaskFailureCommand({ taskToken }),
    new SendTaskHeartbeatCommand({ taskToken }),
  ])
    await expect(client.send(again as SendTaskSuccessCommand)).rejects.toMatchObject({
      name: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
});

it('keeps a task alive with heartbeats, and fails it on request', async () => {
  const executionArn = await start(await create(ASKING));
  for (let beat = 0; beat < 3; beat += 1) {
    await harness.pass(9);
    await client.send(new SendTaskHeartbeatCommand({ taskToken: token }));
  }
  await client.send(new SendTaskFailureCommand({ taskToken: token, error: 'No', cause: 'because' }));
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'FAILED', error: 'No', cause: 'because' });
});

it('refuses tokens that it did not give out, and outputs that are no JSON', async () => {
  await start(await create(ASKING));
  const forged = Buffer.from(
    JSON.stringify([
      ...(JSON.parse(Buffer.from(token, 'base64').toString()) as string[]).slice(0, 2),
      'guess',
    ]),
  ).toString('base64');
  for (const taskToken of [forged, 'nonsense'])
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))).rejects.toMatchObject({
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
  await expect(
    client.send(new SendTaskSuccessCommand({ taskToken: token, output: 'x' })),
  ).rejects.toMatchObject({
    name: 'InvalidOutput',
  });
});

it('tells of every status change, in EventBridge’s shape', async () => {
  harness.statusChanges.length = 0;
  const executionArn = await start(await create(passing(1)), '{"i":1}', 'told');
  expect(harness.statusChanges.map((event) => event.detail.status)).toEqual(['RUNNING', 'SUCCEEDED']);
  expect(harness.statusChanges[1]).toMatchObject({
    version: '0',
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: '000000000000',
    region: 'cn-northwest-1',
    resources: [executionArn],
    detail: {
      executionArn,
      name: 'told',
      startDate: harness.clock.now(),
      stopDate: harness.clock.now(),
      input: '{"i":1}',
      inputDetails: { included: true },
      output: '1',
      outputDetails: { included: true },
    },
  });
});
