import type { FunctionName, MachineName } from '#contract/index.ts';
import type { TableName } from '#contract/table-names.ts';

/**
 * Where the local run pretends to be: the region nearest to Shaanxi, in a partition of its own, so that nothing can
 * rely on ARNs that begin with `arn:aws:`. Nothing is sent there: every client is given a loopback endpoint.
 */
export const REGION = 'cn-northwest-1';
export const PARTITION = 'aws-cn';
export const ACCOUNT = '000000000000';
export const AUDIENCE = 'greenlane';

const arn = (service: string, resource: string, { region = REGION, account = ACCOUNT } = {}): string =>
  `arn:${PARTITION}:${service}:${region}:${account}:${resource}`;

export const tablePhysicalName = (table: TableName): string => `greenlane-${table}`;
export const tableArn = (table: TableName): string => arn('dynamodb', `table/${tablePhysicalName(table)}`);

const FUNCTION_PREFIX = 'function:greenlane-';
export const functionArn = (name: FunctionName): string => arn('lambda', `${FUNCTION_PREFIX}${name}`);

/** The function of an ARN, also of one with a version or alias behind it; undefined when it is not one of ours. */
export function functionOfArn<Known extends string>(
  value: string,
  known: Iterable<Known>,
): Known | undefined {
  const resource = value.split(':').slice(5, 7).join(':');
  return [...known].find((name) => resource === `${FUNCTION_PREFIX}${name}` || value === `greenlane-${name}`);
}

export const machinePhysicalName = (machine: MachineName): string => `greenlane-${machine}`;
export const machineArn = (machine: MachineName): string =>
  arn('states', `stateMachine:${machinePhysicalName(machine)}`);

export const executionArn = (machine: string, name: string): string =>
  arn('states', `execution:${machine}:${name}`);

export const roleArn = (name: string): string => arn('iam', `role/greenlane-${name}`, { region: '' });
export const ruleArn = (rule: string): string => arn('events', `rule/greenlane-${rule}`);
