import type { FunctionDefinition } from '#contract/index.ts';
import { type TableName, tableNames } from '#contract/table-names.ts';
import { machineArn, tableArn, tablePhysicalName } from '#local/names.ts';

/** An IAM action on a resource. */
export type Need = { readonly action: string; readonly resource: string };

type Kind = 'read' | 'write';
type TableInput = { TableName?: string };
type TransactItem = Partial<Record<keyof typeof transactionActions, TableInput>>;

/** What a function needs read or write access to a table for. Scan is in neither list: nothing is ever scanned. */
const tableActions: Readonly<Record<string, Kind>> = {
  GetItem: 'read',
  BatchGetItem: 'read',
  Query: 'read',
  ConditionCheckItem: 'read',
  PutItem: 'write',
  UpdateItem: 'write',
  DeleteItem: 'write',
  BatchWriteItem: 'write',
};

const transactionActions = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
} as const;

/**
 * The first thing that a call needs and the contract does not grant to the function, or undefined. Anything not
 * granted is refused, as IAM does: what works here does not fail for want of a permission when deployed.
 * @param operation the API operation, for example `TransactWriteItems`
 */
export function missingGrant(
  definition: FunctionDefinition,
  service: 'dynamodb' | 'states',
  operation: string,
  input: unknown,
): Need | undefined {
  const fields = (input ?? {}) as Record<string, unknown>;
  if (service === 'dynamodb') return missingTableGrant(definition, operation, fields);
  if (mayUseMachine(definition, operation, fields)) return undefined;
  return { action: `states:${operation}`, resource: String(fields.stateMachineArn ?? '*') };
}

function missingTableGrant(
  definition: FunctionDefinition,
  operation: string,
  input: Record<string, unknown>,
): Need | undefined {
  const missing = tableUses(operation, input).find(({ action, table }) => {
    const kind = tableActions[action];
    const access = tableOf(table) && definition.tables[tableOf(table) as TableName];
    return kind === undefined || (access !== kind && access !== 'read-write');
  });
  if (!missing) return undefined;
  const table = tableOf(missing.table);
  return { action: `dynamodb:${missing.action}`, resource: table ? tableArn(table) : missing.table };
}

/** What an operation does to which table, by their physical names. */
export function tableUses(operation: string, input: unknown): { action: string; table: string }[] {
  const fields = input as { TransactItems?: TransactItem[]; RequestItems?: object } & TableInput;
  if (fields.TransactItems) {
    return fields.TransactItems.flatMap((item) =>
      (Object.keys(item) as (keyof typeof transactionActions)[]).map((part) => ({
        action: transactionActions[part],
        table: item[part]?.TableName ?? '',
      })),
    );
  }
  const names = fields.RequestItems ? Object.keys(fields.RequestItems) : [fields.TableName ?? ''];
  return names.map((table) => ({ action: operation, table }));
}

/** Whether an action on a table writes to it. */
export const isWrite = (action: string): boolean => tableActions[action] === 'write';

const tablesByPhysicalName = new Map(tableNames.map((name) => [tablePhysicalName(name), name]));

/** A table may be given by its name or its ARN. */
export const tableOf = (name: string): TableName | undefined =>
  tablesByPhysicalName.get(name.split('/').at(-1) ?? name);

function mayUseMachine(definition: FunctionDefinition, operation: string, input: Record<string, unknown>) {
  if (/^SendTask(Success|Failure|Heartbeat)$/.test(operation)) return (definition.resumes ?? []).length > 0;
  if (operation !== 'StartExecution') return false;
  return (definition.starts ?? []).some((machine) => machineArn(machine) === input.stateMachineArn);
}
