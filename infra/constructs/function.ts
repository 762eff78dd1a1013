import { Duration, RemovalPolicy } from 'aws-cdk-lib';
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
import type { FunctionName } from '#contract/index.ts';
import { environmentOf, functions, machineVariable } from '#contract/index.ts';
import { type TableName, tableVariable } from '#contract/table-names.ts';
import { code } from './code.ts';
import { found } from './found.ts';
import { pascalCase } from './naming.ts';
import { functionRole, type Surroundings } from './role.ts';

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
  return new LambdaFunction(scope, id, {
    functionName: `greenlane-${settings.stage}-${name}`,
    description,
    code: code(name),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: settings.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
    timeout: Duration.seconds(timeoutSeconds),
    memorySize: memoryMegabytes,
    // CDK's parts grant what they think a function needs, often on more than one resource. The contract has the say.
    role: functionRole(scope, name, logGroup, around).withoutPolicyUpdates(),
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
      (Object.keys(granted) as TableName[]).map((table) => [
        tableVariable(table),
        data.tables[table].tableName,
      ]),
    ),
    ...Object.fromEntries(
      starts.map((machine) => [machineVariable(machine), found(around.machines, machine).aliasArn]),
    ),
    ...(publishes && { EVENT_BUS: bus.eventBusName }),
    ...(signIn && { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS: jwks }),
  });
}
