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
import type { FunctionName, MachineName, Variable } from '#contract/index.ts';
import { environmentOf, functions, machines, machineVariable, variablesOf } from '#contract/index.ts';
import { tableNames, tableVariable } from '#contract/table-names.ts';
import { code } from './code.ts';
import { found } from './found.ts';
import { metricNamespace, pascalCase } from './naming.ts';
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

function environment(name: FunctionName, around: Surroundings): Record<string, string> {
  const values = valuesIn(around);
  return environmentOf(name).parse(
    Object.fromEntries(variablesOf(name).map((variable) => [variable, values[variable]()])),
  );
}

/** What each variable stands for, asked when it is needed: a machine may be made after a function without it. */
function valuesIn({ data, settings, machines: made }: Surroundings): Record<Variable, () => string> {
  const named = <Name extends string, Key extends string>(
    names: readonly Name[],
    variable: (name: Name) => Key,
    value: (name: Name) => string,
  ) =>
    Object.fromEntries(names.map((name) => [variable(name), () => value(name)])) as Record<Key, () => string>;
  const { issuer } = data;
  return {
    ...named(tableNames, tableVariable, (table) => data.tables[table].tableName),
    ...named(machineNames, machineVariable, (machine) => found(made, machine).aliasArn),
    METRIC_NAMESPACE: () => metricNamespace(settings.stage),
    OIDC_ISSUER: () => issuer.issuer,
    OIDC_AUDIENCE: () => issuer.audience,
    OIDC_JWKS: () => issuer.jwks,
  };
}

const machineNames = Object.keys(machines) as MachineName[];
