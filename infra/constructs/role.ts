import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Access, DeadLetterQueueName, FunctionName, MachineName } from '#contract/index.ts';
import { functions, rules, schedules, streams, tables } from '#contract/index.ts';
import type { TableName } from '#contract/table-names.ts';
import * as grants from '../grants.ts';
import type { Settings } from '../settings.ts';
import { acknowledge } from './acknowledge.ts';
import type { Data } from './data.ts';
import { found } from './found.ts';
import type { Machine } from './machine.ts';
import { pascalCase } from './naming.ts';
import { allow, allowStart } from './statement.ts';

/** What a function may be given leave for. */
export type Surroundings = {
  settings: Settings;
  data: Data;
  deadLetterQueues: ReadonlyMap<DeadLetterQueueName, IQueue>;
  /** The machines made so far; a function that starts or resumes one comes after it. */
  machines: ReadonlyMap<MachineName, Machine>;
};

/** The role of a function: it may do what the contract says, write its log, and trace. */
export function functionRole(
  scope: Construct,
  name: FunctionName,
  logGroup: LogGroup,
  around: Surroundings,
): Role {
  const role = new Role(scope, `${pascalCase(name)}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `Greenlane (${around.settings.stage}): ${name}`,
  });
  const statements = [...statementsOf(name, around), ...edgeStatements(name, around)];
  for (const statement of statements) role.addToPrincipalPolicy(statement);
  role.addToPrincipalPolicy(allow(grants.logActions, [logGroup.logGroupArn]));
  role.addToPrincipalPolicy(allow(grants.traceActions, ['*']));
  acknowledge(
    role,
    'IAM5[Resource::*]',
    'X-Ray has no resources to name: its two actions are all that has *.',
  );
  return role;
}

function statementsOf(name: FunctionName, around: Surroundings): PolicyStatement[] {
  const { data } = around;
  const { tables: granted, starts = [], resumes = [] } = functions[name];
  const machineArn = (machine: MachineName) => found(around.machines, machine).arn;
  return [
    ...(Object.entries(granted) as [TableName, Access][]).flatMap(([table, access]) =>
      tableStatements(data, table, access),
    ),
    ...starts.map((machine) => allowStart(machineArn(machine))),
    ...(resumes.length > 0 ? [allow(grants.resumeActions, resumes.map(machineArn))] : []),
  ];
}

function tableStatements(data: Data, table: TableName, access: Access): PolicyStatement[] {
  const { tableArn } = data.tables[table];
  const onIndexes = grants.indexActions[access];
  // Each index by its name, so that nothing is granted on `*`.
  const indexes = Object.keys(tables[table].indexes ?? {}).map((index) => `${tableArn}/index/${index}`);
  return [
    allow(grants.tableActions[access], [tableArn]),
    ...(onIndexes.length > 0 && indexes.length > 0 ? [allow(onIndexes, indexes)] : []),
  ];
}

/** Leave to read the streams that feed it, and to put what it kept failing at into the queue of the edge. */
function edgeStatements(name: FunctionName, { data, deadLetterQueues }: Surroundings): PolicyStatement[] {
  const feeding = Object.values(streams).filter((edge) => edge.function === name);
  const handing = [...Object.values(rules), ...Object.values(schedules)].filter(
    (edge) => edge.function === name,
  );
  const queues = new Set([...feeding, ...handing].map((edge) => edge.deadLetterQueue));
  return [
    ...feeding.map(({ table }) => allow(grants.streamActions, [data.streamOf(table)])),
    ...[...queues].map((queue) => allow(grants.sendActions, [found(deadLetterQueues, queue).queueArn])),
  ];
}
