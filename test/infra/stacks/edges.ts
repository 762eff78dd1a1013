import { describe, expect, test } from 'vitest';
import type {
  DeadLetterQueueName,
  FunctionName,
  MachineName,
  RuleDefinition,
  StreamDefinition,
} from '#contract/index.ts';
import { deadLetterQueues, functions, machines, rules, schedules, streams } from '#contract/index.ts';
import { tableNames } from '#contract/table-names.ts';
import { development, production } from '../deployments.ts';
import { ofType, type Resource, reader } from '../template.ts';

const { data, service } = development;
const { read, grantsOf } = reader(service, data);
const of = (type: string): Resource[] => ofType(service.Resources, type);

describe('streams', () => {
  test('feed what they let through to their function, retry so often, and find the bad row', () => {
    const made = of('AWS::Lambda::EventSourceMapping').map(({ Properties }) => ({
      from: read(Properties.EventSourceArn),
      to: read(Properties.FunctionName),
      batch: Properties.BatchSize,
      window: Properties.MaximumBatchingWindowInSeconds,
      retries: Properties.MaximumRetryAttempts,
      dead: read(Properties.DestinationConfig.OnFailure.Destination),
      filters: Properties.FilterCriteria.Filters.map((filter: { Pattern: string }) =>
        JSON.parse(filter.Pattern),
      ),
      halved: Properties.BisectBatchOnFunctionError,
      answers: Properties.FunctionResponseTypes,
      start: Properties.StartingPosition,
    }));
    expect(made).toEqual(
      Object.values(streams).map((edge) => ({
        from: `table ${edge.table}.StreamArn`,
        to: `function ${edge.function}`,
        batch: edge.batchSize,
        window: edge.windowSeconds,
        retries: edge.maximumRetries,
        dead: `queue ${edge.deadLetterQueue}`,
        filters: [expectedFilter(edge)],
        halved: true,
        answers: ['ReportBatchItemFailures'],
        start: 'TRIM_HORIZON',
      })),
    );
  });

  test('let through what a filter says, as Lambda reads it', () => {
    const filterOf = (table: string) => {
      const [mapping] = of('AWS::Lambda::EventSourceMapping').filter(
        ({ Properties }) => read(Properties.EventSourceArn) === `table ${table}.StreamArn`,
      );
      return JSON.parse(mapping?.Properties.FilterCriteria.Filters[0].Pattern);
    };
    expect(filterOf('outbox')).toEqual({ eventName: ['INSERT'] });
    expect(filterOf('shifts')).toEqual({
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { NewImage: { change: { S: ['planned', 'grown'] } } },
    });
  });
});

describe('rules', () => {
  test('are those of the contract', () => {
    const made = of('AWS::Events::Rule').map(({ Properties }) => ({
      bus: Properties.EventBusName ?? 'default',
      pattern: readLeaves(Properties.EventPattern),
      targets: Properties.Targets.map(targetOf),
    }));
    expect(made).toEqual(Object.values(rules).map(expectedRule));
    expect(of('AWS::Events::EventBus')).toEqual([]);
  });

  test('may put what they cannot deliver into their queue, and nobody else may', () => {
    for (const { Properties } of of('AWS::SQS::QueuePolicy')) {
      const [queue] = Properties.Queues.map(read);
      const allowed = Properties.PolicyDocument.Statement.filter(
        (one: { Effect: string }) => one.Effect === 'Allow',
      );
      const users = Object.values(rules).filter((edge) => `queue ${edge.deadLetterQueue}` === queue);
      expect(allowed.map((one: { Principal: unknown }) => one.Principal)).toEqual(
        users.map(() => ({ Service: 'events.amazonaws.com' })),
      );
      for (const { Action, Condition } of allowed) {
        expect(Action).toBe('sqs:SendMessage');
        expect(Object.keys(Condition.ArnEquals)).toEqual(['aws:SourceArn']);
      }
    }
  });
});

describe('schedules', () => {
  test('are those of the contract, each with leave for its function and its queue only', () => {
    const made = of('AWS::Scheduler::Schedule').map(({ Properties }) => ({
      rate: Properties.ScheduleExpression,
      target: targetOf(Properties.Target),
      grants: grantsOf(Properties.Target.RoleArn),
    }));
    expect(made).toEqual(
      Object.values(schedules).map((edge) => ({
        rate: `rate(${edge.everyMinutes} minutes)`,
        target: expectedTarget(edge),
        grants: [
          `lambda:InvokeFunction function ${edge.function}`,
          `sqs:SendMessage queue ${edge.deadLetterQueue}`,
        ],
      })),
    );
  });
});

test('a function that rules and schedules hand events to gives up after so often, into the same queue', () => {
  const made = of('AWS::Lambda::EventInvokeConfig').map(({ Properties }) => ({
    function: read(Properties.FunctionName),
    retries: Properties.MaximumRetryAttempts,
    dead: read(Properties.DestinationConfig.OnFailure.Destination),
  }));
  const expected = [...Object.values(rules), ...Object.values(schedules)].map((edge) => ({
    function: `function ${edge.function}`,
    retries: edge.maximumRetries,
    dead: `queue ${edge.deadLetterQueue}`,
  }));
  expect(made).toHaveLength(expected.length);
  expect(made).toEqual(expect.arrayContaining(expected));
});

describe('deadLetterQueues', () => {
  test('are those of the contract, encrypted, and closed to plain HTTP', () => {
    expect(of('AWS::SQS::Queue').map(({ Properties }) => Properties)).toEqual(
      (Object.keys(deadLetterQueues) as DeadLetterQueueName[]).map((name) =>
        expect.objectContaining({
          QueueName: `greenlane-dev-${name}`,
          MessageRetentionPeriod: deadLetterQueues[name].retentionDays * 86_400,
          SqsManagedSseEnabled: true,
        }),
      ),
    );
    const policies = of('AWS::SQS::QueuePolicy').map(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(policies).toHaveLength(Object.keys(deadLetterQueues).length);
    for (const statements of policies) {
      expect(statements).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });
});

describe('alarms', () => {
  const made = of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  const called = made.map(({ AlarmName }) => AlarmName.replace('greenlane-dev-', ''));

  test('there is one for each queue, function, machine and table, for what streams feed, for the API and for what cannot be read', () => {
    const names = (record: object) => Object.keys(record);
    expect(called.sort()).toEqual(
      [
        ...names(deadLetterQueues).map((name) => `${name}-has-messages`),
        ...names(functions).flatMap((name) => [`${name}-fails`, `${name}-is-throttled`]),
        ...names(machines).map((name) => `${name}-timed-out`),
        'appointment-failed',
        'appointment-aborted',
        ...new Set(Object.values(streams).map((edge) => `${edge.function}-is-late`)),
        ...tableNames.map((name) => `table-${name}-is-throttled`),
        'api-fails',
        'rows-cannot-be-read',
      ].sort(),
    );
  });

  test('each rings the topic, says what happened, and is silent while nothing is measured', () => {
    for (const { AlarmActions, AlarmDescription, TreatMissingData } of made) {
      expect(AlarmActions.map(read)).toEqual(['topic alarms']);
      expect(AlarmDescription).toMatch(/\w{3}/);
      expect(TreatMissingData).toBe('notBreaching');
    }
  });

  test('the first message in a dead-letter queue rings', () => {
    for (const name of Object.keys(deadLetterQueues)) {
      const alarm = made.find(({ AlarmName }) => AlarmName === `greenlane-dev-${name}-has-messages`);
      expect(alarm).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Statistic: 'Maximum',
        Threshold: 1,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      });
      expect(read(alarm?.Dimensions[0].Value)).toBe(`queue ${name}.QueueName`);
    }
  });

  test('the first row that cannot be read rings, by the name under which functions count it', () => {
    expect(made.find(({ AlarmName }) => AlarmName === 'greenlane-dev-rows-cannot-be-read')).toMatchObject({
      Namespace: 'Greenlane/dev',
      MetricName: 'UnreadableRows',
      Dimensions: [{ Name: 'service', Value: 'greenlane' }],
      Statistic: 'Sum',
      Threshold: 1,
    });
  });

  test('CloudWatch may use the topic and its key', () => {
    for (const type of ['AWS::SNS::TopicPolicy', 'AWS::KMS::Key']) {
      const { PolicyDocument, KeyPolicy } = of(type)[0]?.Properties ?? {};
      expect((PolicyDocument ?? KeyPolicy).Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      );
    }
  });

  test('an address hears of them where one is given', () => {
    expect(of('AWS::SNS::Subscription')).toEqual([]);
    const [subscription] = ofType(production.service.Resources, 'AWS::SNS::Subscription');
    expect(subscription?.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'duty@example.org' });
  });
});

type Edge = { function: FunctionName; maximumRetries: number; deadLetterQueue: DeadLetterQueueName };

const expectedTarget = (edge: Edge) => ({
  to: `function ${edge.function}`,
  dead: `queue ${edge.deadLetterQueue}`,
  retries: edge.maximumRetries,
});

const expectedFilter = ({ filter: { writes, image } }: StreamDefinition) => ({
  eventName: writes,
  ...(image && {
    dynamodb: {
      NewImage: Object.fromEntries(Object.entries(image).map(([name, values]) => [name, { S: values }])),
    },
  }),
});

const expectedRule = (edge: RuleDefinition) => ({
  // AWS reports executions there; we have no bus of our own.
  bus: 'default',
  pattern: {
    source: [edge.source],
    'detail-type': edge.detailTypes,
    ...(edge.execution && {
      detail: {
        stateMachineArn: [`machine ${edge.execution.machine satisfies MachineName}`],
        status: edge.execution.statuses,
      },
    }),
  },
  targets: [expectedTarget(edge)],
});

// biome-ignore lint/suspicious/noExplicitAny: a target as EventBridge and Scheduler both write it
const targetOf = (target: any) => ({
  to: read(target.Arn),
  dead: read(target.DeadLetterConfig.Arn),
  retries: target.RetryPolicy.MaximumRetryAttempts ?? target.RetryPolicy.MaximumEventAgeInSeconds,
});

/** A pattern with its references read. */
function readLeaves(part: unknown): unknown {
  if (Array.isArray(part)) return part.map((leaf) => read(leaf));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, readLeaves(value)]));
}
