/** What a function may do, from the contract. Plain data: the constructs grant it, the tests compare it. */
import type { Access } from '#contract/index.ts';

/** A transaction needs the actions of its parts, and a check on a row that it does not write. */
const reads = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem'];
const writes = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:ConditionCheckItem',
];

/** The actions on a table. Never `Scan`: every access pattern is a key or an index. */
export const tableActions: Record<Access, readonly string[]> = {
  read: [...reads, 'dynamodb:Query'],
  write: writes,
  'read-write': [...new Set([...reads, 'dynamodb:Query', ...writes])],
};

/** The actions on each of its indexes. */
export const indexActions: Record<Access, readonly string[]> = {
  read: ['dynamodb:Query'],
  write: [],
  'read-write': ['dynamodb:Query'],
};

export const logActions = ['logs:CreateLogStream', 'logs:PutLogEvents'] as const;

/** X-Ray knows no resources: these two are granted on `*` or not at all. */
export const traceActions = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'] as const;

export const startActions = ['states:StartExecution'] as const;

export const resumeActions = [
  'states:SendTaskSuccess',
  'states:SendTaskFailure',
  'states:SendTaskHeartbeat',
] as const;

/**
 * What the poller of a stream needs, on that stream only.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html
 */
export const streamActions = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
] as const;

export const sendActions = ['sqs:SendMessage'] as const;

export const invokeActions = ['lambda:InvokeFunction'] as const;

/**
 * `.sync:2` looks at the execution that it started, stops it with its own, and hears of its end over a rule that Step
 * Functions keeps. https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export const childExecutionActions = ['states:DescribeExecution', 'states:StopExecution'] as const;
export const childRuleActions = ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'] as const;
export const childRuleName = 'StepFunctionsGetEventsForStepFunctionsExecutionRule';
