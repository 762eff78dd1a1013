import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  type CreateStateMachineInput,
  DeleteStateMachineAliasCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  SFNClient,
  StartExecutionCommand,
  TagResourceCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Harness, ROLE } from './harness.ts';

let harness: Harness;
let client: SFNClient;
let machines = 0;

beforeAll(async () => {
  harness = await Harness.open();
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

const passing = (Output: unknown): string =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { Type: 'Pass', Output, End: true } },
  });

async function create(definition: string, more: Partial<CreateStateMachineInput> = {}): Promise<string> {
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name: `versions-${++machines}`, definition, roleArn: ROLE, ...more }),
  );
  return stateMachineArn ?? '';
}

async function start(stateMachineArn: string): Promise<string> {
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
  await harness.engine.idle();
  return executionArn ?? '';
}

it('publishes versions and lets an alias choose between them', async () => {
  const stateMachineArn = await create(passing('one'));
  const publish = () => client.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
  const one = await publish();
  expect(one.stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
  expect((await publish()).stateMachineVersionArn).toBe(one.stateMachineVersionArn);
  const updated = await client.send(
    new UpdateStateMachineCommand({ stateMachineArn, definition: passing('two'), publish: true }),
  );
  expect(updated.stateMachineVersionArn).toBe(`${stateMachineArn}:2`);
  const { stateMachineVersions } = await client.send(
    new ListStateMachineVersionsCommand({ stateMachineArn }),
  );
  expect(stateMachineVersions).toHaveLength(2);
  const route = (version: number) => [
    { stateMachineVersionArn: `${stateMachineArn}:${version}`, weight: 100 },
  ];
  const alias = await client.send(
    new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration: route(1) }),
  );
  const stateMachineAliasArn = alias.stateMachineAliasArn ?? '';
  const before = await client.send(
    new DescribeExecutionCommand({ executionArn: await start(stateMachineAliasArn) }),
  );
  expect(before).toMatchObject({
    output: '"one"',
    stateMachineAliasArn,
    stateMachineVersionArn: `${stateMachineArn}:1`,
  });
  await client.send(
    new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration: route(2) }),
  );
  const after = await client.send(
    new DescribeExecutionCommand({ executionArn: await start(stateMachineAliasArn) }),
  );
  expect(after.output).toBe('"two"');
  const shown = await client.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
  expect(shown.routingConfiguration).toEqual(route(2));
});

it('keeps tags', async () => {
  const resourceArn = await create(passing(1));
  await client.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'stage', value: 'local' }] }));
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual([{ key: 'stage', value: 'local' }]);
});

// As recorded on AWS, 2023-08 and 2025-03: https://github.com/localstack/localstack, test_sfn_api_versioning and test_sfn_api_aliasing
describe('As recorded', () => {
  it('a machine that was never changed has no revision, whatever is published of it', async () => {
    const definition = passing('one');
    const stateMachineArn = await create(definition);
    const published = new UpdateStateMachineCommand({ stateMachineArn, definition, publish: true });
    for (let again = 0; again < 2; again += 1) {
      const { $metadata: _, ...answer } = await client.send(published);
      expect(answer).toEqual({
        stateMachineVersionArn: `${stateMachineArn}:1`,
        updateDate: new Date(harness.clock.now()),
      });
    }
  });

  it('an execution shows the revision that it runs', async () => {
    const stateMachineArn = await create(passing('one'));
    const shown = async (arn: string) => {
      const executionArn = await start(arn);
      return client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    };
    expect(await shown(stateMachineArn)).not.toHaveProperty('revisionId');
    const { revisionId } = await client.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: passing('two'), publish: true }),
    );
    expect((await shown(stateMachineArn)).revisionId).toBe(revisionId);
    expect(await shown(`${stateMachineArn}:1`)).toMatchObject({ revisionId, stateMachineArn });
  });

  it('a tag that is given twice is there once', async () => {
    const resourceArn = await create(passing('tagged'), {});
    const tags = [{ key: 'k', value: 'v' }];
    await client.send(new TagResourceCommand({ resourceArn, tags: [...tags, ...tags] }));
    expect(await client.send(new ListTagsForResourceCommand({ resourceArn }))).toMatchObject({ tags });
  });

  it('a list shows of every execution how often it was redriven', async () => {
    const stateMachineArn = await create(passing('one'), { publish: true });
    await start(stateMachineArn);
    await start(`${stateMachineArn}:1`);
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions?.map((item) => item.redriveCount)).toEqual([0, 0]);
    await expect(
      client.send(new ListExecutionsCommand({ stateMachineArn, nextToken: 'x'.repeat(3097) })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/ at 'nextToken' .* length less than or equal to 3096$/),
    });
  });

  it.each([
    ['invalid_arn', "Invalid Arn: 'Invalid ARN prefix: invalid_arn'"],
    [
      'arn:aws-cn:states:cn-northwest-1:000000000000:execution:a:b',
      "Invalid Arn: 'Resource type not valid in this context: execution'",
    ],
  ])('what is no machine’s ARN has no versions: %s', async (stateMachineArn, message) => {
    // A call recorded on AWS, 2023-10.
    for (const call of [
      client.send(new PublishStateMachineVersionCommand({ stateMachineArn })),
      client.send(new ListStateMachineVersionsCommand({ stateMachineArn })),
    ])
      await expect(call).rejects.toMatchObject({ name: 'InvalidArn', message });
  });

  it('a description without a version creates nothing', async () => {
    const name = 'described-in-vain';
    await expect(create(passing(1), { name, versionDescription: 'first' })).rejects.toMatchObject({
      message: 'Version description can only be set when publish is true',
    });
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map((machine) => machine.name)).not.toContain(name);
  });

  it('aliases refuse what does not lead to versions, and show all that they received', async () => {
    const machine = await create(passing('one'), { publish: true });
    const [one, two, three] = [1, 2, 3].map((version) => `${machine}:${version}`);
    for (const output of ['two', 'three'])
      await client.send(
        new UpdateStateMachineCommand({
          stateMachineArn: machine,
          definition: passing(output),
          publish: true,
        }),
      );
    const refuses = async (routes: [arn: string | undefined, weight: number][], message: string) => {
      const routingConfiguration = routes.map(([stateMachineVersionArn, weight]) => ({
        stateMachineVersionArn,
        weight,
      }));
      await expect(
        client.send(new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration })),
      ).rejects.toMatchObject({ name: 'ValidationException', message });
    };
    const must = 'Routing configuration must contain';
    const found = '1 validation error detected: Value';
    const item = (arn: string | undefined, weight: number): string =>
      `RoutingConfigurationListItem(stateMachineVersionArn=${arn}, weight=${weight})`;
    await refuses([[machine, 100]], `${must} state machine version ARNs. Received: [${machine}]`);
    await refuses(
      [
        [one, 50],
        [one, 50],
      ],
      `${must} distinct state machine version ARNs. Received: [${one}, ${one}]`,
    );
    await refuses(
      [
        [one, 50],
        [two, 30],
        [three, 20],
      ],
      `${found} '[${item(one, 50)}, ${item(two, 30)}, ${item(three, 20)}]' at 'routingConfiguration' failed to satisfy constraint: Member must have length less than or equal to 2`,
    );
    await refuses(
      [[one, 101]],
      `${found} '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100`,
    );
    await refuses(
      [
        [one, 70],
        [two, 29],
      ],
      'Sum of routing configuration weights must equal 100. Received: [70, 29]',
    );
    const routingConfiguration = [{ stateMachineVersionArn: one, weight: 100 }];
    for (const name of ['123', 'INVALID ALIAS', '!INVALID', 'ALIAS@'])
      await expect(
        client.send(new CreateStateMachineAliasCommand({ name, routingConfiguration })),
      ).rejects.toMatchObject({
        message: `${found} '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$`,
      });
  });

  it('an alias that is not there can be deleted, and not be updated', async () => {
    const stateMachineAliasArn = `${await create(passing(1))}:nothing`;
    await client.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
    await expect(
      client.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, description: 'new' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFound',
      message: 'Request references a resource that does not exist.',
    });
  });
});
