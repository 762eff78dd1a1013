import { describe, expect, test } from 'vitest';
import type { Access, FunctionName } from '#contract/index.ts';
import {
  deadLetterQueues,
  functions,
  rules,
  schedules,
  streams,
  tables,
  variablesOf,
} from '#contract/index.ts';
import type { TableName } from '#contract/table-names.ts';
import { development, outside, production } from '../deployments.ts';
import { ofType, type Resource, reader } from '../template.ts';

const { data, service } = development;
const { read, grantsOf } = reader(service, data);
const names = Object.keys(functions) as FunctionName[];
const made = ofType(service.Resources, 'AWS::Lambda::Function');

/** Said a second time, in words of the services: what `read`, `write` and `read-write` are worth. */
const reads = ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'Query'];
const writes = ['ConditionCheckItem', 'DeleteItem', 'PutItem', 'UpdateItem'];
const actions: Record<Access, string[]> = {
  read: reads,
  write: writes,
  'read-write': [...new Set([...reads, ...writes])],
};

describe('the functions', () => {
  test('are those of the contract, and no others', () => {
    expect(made.map(({ Properties }) => read(Properties.FunctionName)).sort()).toEqual(
      names.map((name) => `greenlane-dev-${name}`).sort(),
    );
  });

  test.each(names)('%s runs as the contract says', (name) => {
    const { timeoutSeconds, memoryMegabytes, description } = functions[name];
    expect(lambda(name).Properties).toMatchObject({
      Description: description,
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: timeoutSeconds,
      MemorySize: memoryMegabytes,
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' },
    });
  });

  test.each(names)('%s has the variables of the contract and the values they stand for', (name) => {
    const variables = Object.entries(lambda(name).Properties.Environment.Variables);
    expect(Object.fromEntries(variables.map(([key, value]) => [key, read(value)]))).toEqual({
      ...Object.fromEntries(variablesOf(name).map((variable) => [variable, meaningOf(variable)])),
      NODE_OPTIONS: '--enable-source-maps',
    });
  });

  test.each(names)('%s may do exactly what the contract grants', (name) => {
    expect(grantsOf(lambda(name).Properties.Role)).toEqual(expectedGrants(name).sort());
  });

  test('share no role and no log', () => {
    const roles = made.map(({ Properties }) => Properties.Role['Fn::GetAtt'][0]);
    const logs = made.map(({ Properties }) => read(Properties.LoggingConfig.LogGroup));
    expect(new Set(roles).size).toBe(names.length);
    expect(logs.sort()).toEqual(names.map((name) => `log /greenlane/dev/${name}`).sort());
  });

  test('are trusted to Lambda alone, and no role has a policy of AWS’s', () => {
    for (const { Properties } of ofType(service.Resources, 'AWS::IAM::Role')) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
      expect(Properties.Policies).toBeUndefined();
    }
    for (const name of names) {
      const [role] = lambda(name).Properties.Role['Fn::GetAtt'];
      const trust = service.Resources[role]?.Properties.AssumeRolePolicyDocument.Statement;
      expect(trust.map((one: { Principal: unknown }) => one.Principal)).toEqual([
        { Service: 'lambda.amazonaws.com' },
      ]);
    }
  });

  test('no function of the API may read a task token', () => {
    const reading = names.filter((name) => functions[name].tables.waits);
    expect(reading.filter((name) => name.startsWith('api-'))).toEqual([]);
  });

  test('logs are kept for so long, no more', () => {
    for (const { Properties } of ofType(service.Resources, 'AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays).toBe(30);
    }
    for (const { Properties } of ofType(production.service.Resources, 'AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays).toBe(365);
    }
  });

  test('run on the other architecture where the operator says so', () => {
    for (const { Properties } of ofType(outside.service.Resources, 'AWS::Lambda::Function')) {
      expect(Properties.Architectures).toEqual(['x86_64']);
    }
  });
});

function meaningOf(variable: string): string {
  const [kind, ...rest] = variable.split('_');
  const name = rest.join('-').toLowerCase();
  if (kind === 'TABLE') return `table ${name}`;
  if (kind === 'MACHINE') return `machine ${name}:live`;
  const others: Record<string, string> = {
    METRIC_NAMESPACE: 'Greenlane/dev',
    OIDC_ISSUER: 'pool.ProviderURL',
    OIDC_AUDIENCE: 'client',
    OIDC_JWKS: 'pool.ProviderURL/.well-known/jwks.json',
  };
  return others[variable] ?? `a value for ${variable}`;
}

function expectedGrants(name: FunctionName): string[] {
  const { tables: granted, starts = [], resumes = [] } = functions[name];
  const fed = Object.values(streams).filter((edge) => edge.function === name);
  const asynchronous = [...Object.values(rules), ...Object.values(schedules)].filter(
    (edge) => edge.function === name,
  );
  const undelivered = new Set([...fed, ...asynchronous].map((edge) => edge.deadLetterQueue));
  expect(Object.keys(deadLetterQueues)).toEqual(expect.arrayContaining([...undelivered]));
  return [
    ...(Object.entries(granted) as [TableName, Access][]).flatMap(([table, access]) => [
      ...actions[access].map((action) => `dynamodb:${action} table ${table}`),
      ...Object.keys(access === 'write' ? {} : (tables[table].indexes ?? {})).map(
        (index) => `dynamodb:Query table ${table}/index/${index}`,
      ),
    ]),
    ...starts.map(
      (machine) =>
        `states:StartExecution machine ${machine} if {"ForAnyValue:StringEquals":{"states:StateMachineQualifier":["live"]}}`,
    ),
    ...resumes.flatMap((machine) =>
      ['Success', 'Failure', 'Heartbeat'].map((how) => `states:SendTask${how} machine ${machine}`),
    ),
    ...fed.flatMap(({ table }) =>
      ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
        (action) => `dynamodb:${action} table ${table}.StreamArn`,
      ),
    ),
    ...[...undelivered].map((queue) => `sqs:SendMessage queue ${queue}`),
    `logs:CreateLogStream log /greenlane/dev/${name}`,
    `logs:PutLogEvents log /greenlane/dev/${name}`,
    'xray:PutTelemetryRecords *',
    'xray:PutTraceSegments *',
  ];
}

function lambda(name: FunctionName): Resource {
  const found = made.find(({ Properties }) => Properties.FunctionName === `greenlane-dev-${name}`);
  if (!found) throw new Error(`There is no function ${name}.`);
  return found;
}
