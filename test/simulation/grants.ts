import { functions } from '#contract/index.ts';
import type { FunctionName, MachineName } from '#contract/types.ts';
import { type Item, type Use, usesOf } from '#test/memory-dynamodb/tables.ts';

/** A call of a client: the service, the operation, and what it is given. */
export type Call = {
  service: 'dynamodb' | 'states';
  operation: string;
  input: Record<string, unknown>;
};

export const isRead = ({ operation }: Pick<Call, 'operation'>): boolean =>
  ['Get', 'BatchGet', 'Query'].includes(operation);

const tableUses = (call: Call): Use[] =>
  usesOf(
    call.input as { TableName?: string; TransactItems?: Item[]; RequestItems?: object },
    isRead(call) ? 'read' : 'write',
  );

/** What the call touches, in a word for each. */
export const touched = (call: Call): string[] =>
  call.service === 'dynamodb' ? [...new Set(tableUses(call).map(({ table }) => table))] : [call.service];

/** What the function was not granted of this call, in words; undefined when it may make it. */
export function missingGrant(name: FunctionName, call: Call): string | undefined {
  const { tables, starts = [], resumes = [] } = functions[name];
  if (call.service === 'states') {
    const granted: readonly MachineName[] = call.operation === 'StartExecution' ? starts : resumes;
    return granted.length > 0 ? undefined : call.operation;
  }
  const missing = tableUses(call).find(({ table, access }) => {
    const granted = tables[table];
    return granted !== 'read-write' && granted !== access;
  });
  return missing && `${missing.access} ${missing.table}`;
}
