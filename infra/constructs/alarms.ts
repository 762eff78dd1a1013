import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DeadLetterQueueName, FunctionName, MachineName } from '#contract/index.ts';
import { machines as definitions, streams } from '#contract/index.ts';
import { metrics } from '#contract/metrics.ts';
import { type TableName, tableNames } from '#contract/table-names.ts';
import { calledBy, children } from '../definitions.ts';
import type { Settings } from '../settings.ts';
import type { Machine } from './machine.ts';
import { metricNamespace, pascalCase } from './naming.ts';

export type Watched = {
  api: HttpApi;
  functions: ReadonlyMap<FunctionName, IFunction>;
  machines: ReadonlyMap<MachineName, Machine>;
  deadLetterQueues: ReadonlyMap<DeadLetterQueueName, IQueue>;
  tableName: (table: TableName) => string;
};

type AlarmDefinition = {
  metric: cloudwatch.IMetric;
  threshold: number;
  periods?: number;
  description: string;
};

const over = (minutes: number) => ({ period: Duration.minutes(minutes) });

/** A function that a machine calls answers it with errors too (`Cancelled`, `Superseded`): some are everyday business. */
const calledByMachines = new Set(
  Object.values(definitions).flatMap((machine) => calledBy(machine).functions),
);

/** All alarms, by name. Each says what happened. */
function alarmDefinitions(watched: Watched, { stage }: Settings): Record<string, AlarmDefinition> {
  return {
    ...fromEach(watched.deadLetterQueues, (name, queue) => ({
      [`${name}-has-messages`]: {
        metric: queue.metricApproximateNumberOfMessagesVisible({ ...over(1), statistic: 'Maximum' }),
        threshold: 1,
        description: `Something could not be delivered and waits in the queue ${name}`,
      },
    })),
    ...fromEach(watched.functions, (name, fn) => ({
      [`${name}-fails`]: {
        metric: fn.metricErrors(over(5)),
        threshold: calledByMachines.has(name) ? 10 : 1,
        description: `The function ${name} throws`,
      },
      [`${name}-is-throttled`]: {
        metric: fn.metricThrottles(over(5)),
        threshold: 1,
        description: `The account's concurrency does not suffice for the function ${name}`,
      },
    })),
    ...fromEach(watched.machines, executionAlarms),
    ...Object.assign({}, ...fedByStreams.map((name) => streamAlarm(name, watched))),
    ...Object.assign({}, ...tableNames.map((name) => tableAlarm(name, watched.tableName(name)))),
    'api-fails': {
      metric: watched.api.metricServerError({ ...over(5), statistic: 'Sum' }),
      threshold: 1,
      description: 'The API answered 5xx',
    },
    'rows-cannot-be-read': {
      metric: new cloudwatch.Metric({
        namespace: metricNamespace(stage),
        metricName: metrics.unreadableRows,
        dimensionsMap: { service: metrics.service },
        statistic: 'Sum',
        ...over(5),
      }),
      threshold: 1,
      description:
        'A row of a table cannot be read and is left out: look for "row cannot be read" in the logs',
    },
  };
}

/**
 * A child that fails or is stopped is how a cancellation travels, and what is wrong with it fails its parent: only the
 * outermost machines ring for that. A child that times out was forgotten by everybody.
 */
function executionAlarms(name: MachineName, { machine }: Machine): Record<string, AlarmDefinition> {
  const timedOut = {
    [`${name}-timed-out`]: {
      metric: machine.metricTimedOut(over(5)),
      threshold: 1,
      description: `${name} timed out`,
    },
  };
  if (children.has(name)) return timedOut;
  return {
    ...timedOut,
    [`${name}-failed`]: {
      metric: machine.metricFailed(over(5)),
      threshold: 1,
      description: `${name} failed`,
    },
    [`${name}-aborted`]: {
      metric: machine.metricAborted(over(5)),
      threshold: 1,
      description: `Somebody stopped an execution of ${name}`,
    },
  };
}

/** Lambda measures the age of what it reads by function, over all of its streams. */
export const fedByStreams = [...new Set(Object.values(streams).map((edge) => edge.function))];

/** The streams are what moves everything: a minute behind is felt, three in a row are a fault. */
const streamAlarm = (name: FunctionName, { functions }: Watched): Record<string, AlarmDefinition> => ({
  [`${name}-is-late`]: {
    metric: metricOf(functions, name, 'IteratorAge'),
    threshold: 60_000,
    periods: 3,
    description: `A stream to the function ${name} is more than a minute behind`,
  },
});

function metricOf(
  functions: Watched['functions'],
  name: FunctionName,
  metricName: string,
): cloudwatch.IMetric {
  const fn = functions.get(name);
  if (!fn) throw new Error(`There is no function ${name}.`);
  return fn.metric(metricName, { ...over(1), statistic: 'Maximum' });
}

/** Without FILL the sum is missing wherever one of the two is, and CloudWatch reports throttles only where there are any. */
const tableAlarm = (name: TableName, tableName: string): Record<string, AlarmDefinition> => ({
  [`table-${name}-is-throttled`]: {
    metric: new cloudwatch.MathExpression({
      expression: 'FILL(reads, 0) + FILL(writes, 0)',
      label: name,
      usingMetrics: {
        reads: dynamo('ReadThrottleEvents', tableName),
        writes: dynamo('WriteThrottleEvents', tableName),
      },
      ...over(5),
    }),
    threshold: 1,
    description: `The table ${name} reached its ceiling or a hot key`,
  },
});

export const dynamo = (metricName: string, tableName: string): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: tableName },
    statistic: 'Sum',
    ...over(5),
  });

/** The alarms, and the one topic they all ring. */
export function alarms(scope: Construct, watched: Watched, settings: Settings): cloudwatch.Alarm[] {
  const action = new SnsAction(alarmTopic(scope, settings));
  return Object.entries(alarmDefinitions(watched, settings)).map(
    ([name, { metric, threshold, periods = 1, description }]) => {
      const alarm = new cloudwatch.Alarm(scope, `${pascalCase(name)}Alarm`, {
        alarmName: `greenlane-${settings.stage}-${name}`,
        alarmDescription: description,
        metric,
        threshold,
        evaluationPeriods: periods,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
      return alarm;
    },
  );
}

/**
 * CloudWatch cannot use AWS's own key for SNS, so the topic has one of ours; and a topic with a policy of its own (here
 * against plain HTTP) no longer lets CloudWatch publish unless it says so.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
function alarmTopic(scope: Construct, settings: Settings): Topic {
  const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
  const fromHere = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
  const key = new Key(scope, 'AlarmKey', {
    description: `Greenlane (${settings.stage}): messages of alarms`,
    enableKeyRotation: true,
    // It guards messages on their way only: nothing is lost with it.
    removalPolicy: RemovalPolicy.DESTROY,
    pendingWindow: Duration.days(7),
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [cloudWatch],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: fromHere,
    }),
  );
  const topic = new Topic(scope, 'AlarmTopic', {
    topicName: `greenlane-${settings.stage}-alarms`,
    displayName: `Greenlane ${settings.stage}`,
    masterKey: key,
    enforceSSL: true,
  });
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [cloudWatch],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: fromHere,
    }),
  );
  if (settings.alarmEmail) topic.addSubscription(new EmailSubscription(settings.alarmEmail));
  return topic;
}

const fromEach = <Name, Value>(
  made: ReadonlyMap<Name, Value>,
  alarmsOfOne: (name: Name, value: Value) => Record<string, AlarmDefinition>,
): Record<string, AlarmDefinition> =>
  Object.assign({}, ...[...made].map(([name, value]) => alarmsOfOne(name, value)));
