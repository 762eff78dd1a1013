import type { TableName } from '#contract/table-names.ts';
import type { TableDefinition } from './types.ts';

/**
 * Every access pattern is a key or an index; nothing is ever scanned. Index sort keys are single composed attributes
 * (`rankAt#id`), so an emulator that orders by one attribute orders as DynamoDB does.
 */
export const tables: Record<TableName, TableDefinition> = {
  organisations: {
    description: '使用单位: an enterprise or institution that uses instruments, by credit code',
    partitionKey: 'code',
  },
  appointments: {
    description: '预约: an appointment (item `state`) and its history (items `event#…`) beside it',
    partitionKey: 'id',
    sortKey: 'item',
    indexes: {
      'by-organisation': { partitionKey: 'organisationCode', sortKey: 'listKey' },
      'by-unit-status': { partitionKey: 'unitStatus', sortKey: 'listKey' },
    },
  },
  tasks: {
    description:
      '待办: what a person is asked to decide. Open ones are listed by candidate group and by due time',
    partitionKey: 'id',
    indexes: {
      'by-group': { partitionKey: 'openGroup', sortKey: 'listKey' },
      'by-appointment': { partitionKey: 'appointmentId', sortKey: 'id' },
      'by-due': { partitionKey: 'open', sortKey: 'dueKey' },
    },
  },
  waits: {
    description: 'Task tokens of waiting executions. No API function may read this table',
    partitionKey: 'appointmentId',
    sortKey: 'tokenKey',
    timeToLive: 'expiresAt',
  },
  queue: {
    description: '排队: appointments waiting for dispatch, one queue a unit, in the order of their rank',
    partitionKey: 'unit',
    sortKey: 'rankKey',
  },
  teams: {
    description: '计量技术服务小分队: members, skills and vehicle',
    partitionKey: 'unit',
    sortKey: 'id',
  },
  shifts: {
    description: '排班: the minutes of a team on a day, planned and left',
    partitionKey: 'id',
    indexes: { 'by-unit': { partitionKey: 'unit', sortKey: 'dayKey' } },
  },
  instruments: {
    description: '台账: the instruments of an organisation, with their next due date and open appointment',
    partitionKey: 'organisationCode',
    sortKey: 'instrumentKey',
  },
  certificates: {
    description: '检定证书 and 检定结果通知书, by number',
    partitionKey: 'number',
    indexes: {
      'by-organisation': { partitionKey: 'organisationCode', sortKey: 'listKey' },
    },
  },
  outbox: {
    description: 'What others must hear of, written in the transaction that caused it',
    partitionKey: 'id',
    indexes: { 'by-pending': { partitionKey: 'pending', sortKey: 'id' } },
    stream: true,
    timeToLive: 'expiresAt',
  },
  idempotency: {
    description: 'Answers already given, by caller and Idempotency-Key',
    partitionKey: 'key',
    timeToLive: 'expiresAt',
  },
};
