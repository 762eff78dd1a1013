/** Everything that reaches a function without a person waiting: each edge retries so often, then a queue takes it. */
import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type CfnSchedule, Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type {
  DeadLetterQueueDefinition,
  DeadLetterQueueName,
  RuleDefinition,
  ScheduleDefinition,
  StreamDefinition,
} from '#contract/index.ts';
import * as grants from '../grants.ts';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import type { Data } from './data.ts';
import type { Machine } from './machine.ts';
import { pascalCase } from './naming.ts';
import { allow } from './statement.ts';

/** How long an event is worth delivering: by then a schedule has come round again and a person has an alarm. */
const oneHour = Duration.hours(1);

/** A dead-letter queue. Keys of SQS itself: a key of our own would need a grant for each service that sends. */
export function deadLetterQueue(
  scope: Construct,
  name: DeadLetterQueueName,
  definition: DeadLetterQueueDefinition,
  settings: Settings,
): Queue {
  const queue = new Queue(scope, pascalCase(name), {
    queueName: `greenlane-${settings.stage}-${name}`,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(definition.retentionDays),
  });
  acknowledge(queue, 'SQS3', 'It is a dead-letter queue: of a stream, a rule or a schedule, not of a queue.');
  return queue;
}

/**
 * What a filter of the contract lets through, as Lambda reads it: of each record of the stream, in DynamoDB's own JSON.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
 */
const pattern = ({ writes, image }: StreamDefinition['filter']) => ({
  eventName: [...writes],
  ...(image && {
    dynamodb: {
      NewImage: Object.fromEntries(Object.entries(image).map(([name, values]) => [name, { S: [...values] }])),
    },
  }),
});

/** Writes to a table into a function, in order; a batch that fails is halved until the bad row is found. */
export function stream(
  scope: Construct,
  name: string,
  definition: StreamDefinition,
  parts: { data: Data; target: lambda.Function; queue: IQueue },
): void {
  const { data, target, queue } = parts;
  // Not `DynamoEventSource`, which names the mapping itself: under another logical id CloudFormation makes a second one
  // before it takes the first away, and Lambda refuses two from one stream to one function.
  new lambda.EventSourceMapping(scope, `${pascalCase(name)}Stream`, {
    target,
    eventSourceArn: data.streamOf(definition.table),
    // From the beginning: what was written before the mapping was there is delivered too.
    startingPosition: lambda.StartingPosition.TRIM_HORIZON,
    batchSize: definition.batchSize,
    maxBatchingWindow: Duration.seconds(definition.windowSeconds),
    retryAttempts: definition.maximumRetries,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    filters: [lambda.FilterCriteria.filter(pattern(definition.filter))],
    onFailure: new SqsDlq(queue),
  });
}

/** Events of the account's bus into a function. An execution's event names the machine without its alias. */
export function rule(
  scope: Construct,
  name: string,
  definition: RuleDefinition,
  parts: { machine: Machine | undefined; target: lambda.Function; queue: IQueue },
): void {
  const { machine, target, queue } = parts;
  const { source, detailTypes, execution, maximumRetries } = definition;
  new Rule(scope, `${pascalCase(name)}Rule`, {
    eventPattern: {
      source: [source],
      detailType: [...detailTypes],
      ...(execution &&
        machine && { detail: { stateMachineArn: [machine.arn], status: [...execution.statuses] } }),
    },
    targets: [
      new FunctionTarget(target, {
        retryAttempts: maximumRetries,
        maxEventAge: oneHour,
        deadLetterQueue: queue,
      }),
    ],
  });
}

/**
 * A function at a fixed rate. EventBridge Scheduler, which AWS recommends over scheduled rules, and which is in the China
 * regions too: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export function schedule(
  scope: Construct,
  name: string,
  definition: ScheduleDefinition,
  parts: { target: lambda.Function; queue: IQueue; settings: Settings },
): void {
  const { target, queue, settings } = parts;
  const id = `${pascalCase(name)}Schedule`;
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    description: `Greenlane (${settings.stage}): the schedule ${name}`,
  });
  role.addToPrincipalPolicy(allow(grants.invokeActions, [target.functionArn]));
  role.addToPrincipalPolicy(allow(grants.sendActions, [queue.queueArn]));
  const made = new Schedule(scope, id, {
    scheduleName: `greenlane-${settings.stage}-${name}`,
    schedule: ScheduleExpression.rate(Duration.minutes(definition.everyMinutes)),
    target: new LambdaInvoke(target, {
      // It would grant every version and alias of the function too: the role has what it needs.
      role: role.withoutPolicyUpdates(),
      deadLetterQueue: queue,
      retryAttempts: definition.maximumRetries,
      maxEventAge: oneHour,
    }),
  });
  // Its name is fixed, so it cannot be made anew under another logical id while the old one is there.
  (made.node.defaultChild as CfnSchedule).overrideLogicalId(id);
  made.node.addDependency(role);
}

/**
 * The second half of an asynchronous edge: a rule or a schedule hands its event to Lambda and is done, and it is Lambda
 * that runs the function again when it throws.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function onAsynchronousFailure(target: lambda.Function, maximumRetries: number, queue: IQueue): void {
  new lambda.EventInvokeConfig(target, 'Asynchronous', {
    function: target,
    retryAttempts: maximumRetries,
    maxEventAge: oneHour,
    onFailure: new SqsDestination(queue),
  });
}
