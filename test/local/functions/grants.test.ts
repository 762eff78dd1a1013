import { describe, expect, it } from 'vitest';
import type { FunctionDefinition } from '#contract/index.ts';
import { missingGrant } from '#local/functions/grants.ts';
import { machineArn, tableArn } from '#local/names.ts';

const definition: FunctionDefinition = {
  description: '',
  entry: '',
  tables: { teams: 'read', outbox: 'write', queue: 'read-write' },
  starts: ['appointment'],
  timeoutSeconds: 1,
  memoryMegabytes: 128,
};
const on = (table: string) => ({ TableName: `greenlane-${table}` });
const missing = (operation: string, input: object, service: 'dynamodb' | 'states' = 'dynamodb') =>
  missingGrant(definition, service, operation, input)?.action;

describe('an operation on a table', () => {
  it.each([
    ['GetItem', 'teams'],
    ['Query', 'queue'],
    ['PutItem', 'outbox'],
    ['UpdateItem', 'queue'],
    ['DeleteItem', 'outbox'],
  ])('%s of %s is granted', (operation, table) => {
    expect(missing(operation, on(table))).toBeUndefined();
  });

  it.each([
    ['PutItem', 'teams'],
    ['GetItem', 'outbox'],
    ['Query', 'waits'],
    ['Scan', 'queue'],
    ['DescribeTable', 'queue'],
    ['CreateTable', 'queue'],
  ])('%s of %s is refused', (operation, table) => {
    expect(missing(operation, on(table))).toBe(`dynamodb:${operation}`);
  });

  it('is granted by the ARN of the table too, and refused for a table that is not ours', () => {
    expect(missing('GetItem', { TableName: tableArn('teams') })).toBeUndefined();
    expect(missing('GetItem', { TableName: 'somebody-elses' })).toBe('dynamodb:GetItem');
  });

  it('needs every item of a transaction and every table of a batch', () => {
    const transaction = (...items: object[]) => missing('TransactWriteItems', { TransactItems: items });
    expect(transaction({ Put: on('outbox') }, { ConditionCheck: on('teams') })).toBeUndefined();
    expect(transaction({ Put: on('outbox') }, { Update: on('teams') })).toBe('dynamodb:UpdateItem');
    expect(transaction({ ConditionCheck: on('outbox') })).toBe('dynamodb:ConditionCheckItem');
    expect(missing('TransactGetItems', { TransactItems: [{ Get: on('outbox') }] })).toBe('dynamodb:GetItem');
    const batch = { RequestItems: { 'greenlane-queue': {}, 'greenlane-outbox': {} } };
    expect(missing('BatchWriteItem', batch)).toBeUndefined();
    expect(missing('BatchGetItem', batch)).toBe('dynamodb:BatchGetItem');
  });
});

describe('a call of Step Functions', () => {
  it('is granted for the machines that the function starts, and no others', () => {
    const start = (machine: 'appointment' | 'verification') =>
      missing('StartExecution', { stateMachineArn: machineArn(machine) }, 'states');
    expect(start('appointment')).toBeUndefined();
    expect(start('verification')).toBe('states:StartExecution');
  });

  it('is refused when nothing was granted', () => {
    expect(missing('SendTaskSuccess', {}, 'states')).toBe('states:SendTaskSuccess');
    expect(missing('StopExecution', {}, 'states')).toBe('states:StopExecution');
  });

  it('is granted with what allows it', () => {
    const more: FunctionDefinition = { ...definition, resumes: ['verification'] };
    expect(missingGrant(more, 'states', 'SendTaskFailure', {})).toBeUndefined();
  });
});
