import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Access, FunctionName, MachineName } from '#contract/index.ts';
import { environmentOf, functions, machineVariable, tables } from '#contract/index.ts';
import { type TableName, tableVariable } from '#contract/table-names.ts';
import * as grants from '../grants.ts';
import type { Settings } from '../settings.ts';
import type { DataStack } from '../stacks/data.ts';
import { acknowledge } from './acknowledge.ts';
import { code } from './code.ts';
import type { Machine } from './machine.ts';
import { pascalCase } from './naming.ts';
import { allow, allowStart } from './statement.ts';

export type Surroundings = {
  settings: Settings;
  data: DataStack;
  bus: EventBus;
  /** The machines made so far; a function that starts or resumes one comes after it. */
  machines: ReadonlyMap<MachineName, Machine>;
};

/** A function of the contract with a role of its own: it may do what the contract says, write its log, and trace. */
export function lambdaFunction(scope: Construct, name: FunctionName, around: Surroundings): LambdaFunction {
  const { description, timeoutSeconds, memoryMegabytes } = functions[name];
  const { settings } = around;
  const id = pascalCase(name);
  const logGroup = new LogGroup(scope, `${id}Log`, {
    logGroupName: `/greenlane/${settings.stage}/${name}`,
    retention: settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `Greenlane (${settings.stage}): ${name}`,
  });
  for (const statement of statementsOf(name, around)) role.addToPrincipalPolicy(statement);
  role.addToPrincipalPolicy(allow(grants.logActions, [logGroup.logGroupArn]));
  role.addToPrincipalPolicy(allow(grants.traceActions, ['*']));
  acknowledge(
    role,
    'IAM5[Resource::*]',
    'X-Ray has no resources to name: its two actions are all that has *.',
  );
  return new LambdaFunction(scope, id, {
    functionName: `greenlane-${settings.stage}-${name}`,
    description,
    code: code(name),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: settings.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
    timeout: Duration.seconds(timeoutSeconds),
    memorySize: memoryMegabytes,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.INFO,
    systemLogLevelV2: SystemLogLevel.WARN,
    tracing: Tracing.ACTIVE,
    environment: { ...environment(name, around), NODE_OPTIONS: '--enable-source-maps' },
  });
}

/** @throws ZodError where a variable of the contract has no value here: the two cannot drift apart unseen */
function environment(name: FunctionName, around: Surroundings): Record<string, string> {
  const { data, bus } = around;
  const { tables: granted, starts = [], publishes, signIn } = functions[name];
  const { issuer, audience, jwks } = data.issuer;
  return environmentOf(name).parse({
    ...Object.fromEntries(
      tableNamesOf(granted).map((table) => [tableVariable(table), data.tables[table].tableName]),
    ),
    ...Object.fromEntries(
      starts.map((machine) => [machineVariable(machine), machineOf(machine, around).aliasArn]),
    ),
    ...(publishes && { EVENT_BUS: bus.eventBusName }),
    ...(signIn && { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS: jwks }),
  });
}

function statementsOf(name: FunctionName, around: Surroundings): PolicyStatement[] {
  const { data, bus } = around;
  const { tables: granted, starts = [], resumes = [], publishes } = functions[name];
  return [
    ...tableNamesOf(granted).flatMap((table) => tableStatements(data, table, granted[table] ?? 'read')),
    ...starts.map((machine) => allowStart(machineOf(machine, around).arn)),
    ...(resumes.length > 0
      ? [
          allow(
            grants.resumeActions,
            resumes.map((machine) => machineOf(machine, around).arn),
          ),
        ]
      : []),
    ...(publishes ? [allow(grants.publishActions, [bus.eventBusArn])] : []),
  ];
}

function tableStatements(data: DataStack, table: TableName, access: Access): PolicyStatement[] {
  const { tableArn } = data.tables[table];
  const onIndexes = grants.indexActions[access];
  // Each index by its name, so that nothing is granted on `*`.
  const indexes = Object.keys(tables[table].indexes ?? {}).map((index) => `${tableArn}/index/${index}`);
  return [
    allow(grants.tableActions[access], [tableArn]),
    ...(onIndexes.length > 0 && indexes.length > 0 ? [allow(onIndexes, indexes)] : []),
  ];
}

const tableNamesOf = (granted: object): TableName[] => Object.keys(granted) as TableName[];

function machineOf(name: MachineName, around: Surroundings): Machine {
  const machine = around.machines.get(name);
  if (!machine)
    throw new Error(`The machine ${name} must be made before the functions that start or resume it.`);
  return machine;
}
