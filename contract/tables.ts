import type { TableName } from '#contract/table-names.ts';
import { AppointmentSummary } from '#domain/appointments/summary.ts';
import { CertificateSummary } from '#domain/certificates/certificate.ts';
import { TaskSummary } from '#domain/tasks/summary.ts';
import type { TableDefinition } from './types.ts';

/** An index holds the summary that its list shows, and the version that it was written in. An id follows from the keys. */
const summaryOf = (summary: { shape: object }): readonly string[] => [
  ...Object.keys(summary.shape).filter((name) => name !== 'id'),
  'v',
];

/**
 * Every access pattern is a key or an index (docs/decisions/0020-the-layout-of-the-tables.md names them one by one);
 * nothing is ever scanned. Index sort keys are single composed attributes (`rankAt#id`), so an emulator that orders by
 * one attribute orders as DynamoDB does.
 */
export const tables: Record<TableName, TableDefinition> = {
  organisations: {
    description: '使用单位: an enterprise or institution that uses instruments, by credit code',
    partitionKey: 'code',
  },
  appointments: {
    description:
      '预约: the file of an appointment: its head, its log with the parts that each write brought, its results and its tasks 待办',
    partitionKey: 'appointmentId',
    sortKey: 'item',
    indexes: {
      'by-organisation': {
        partitionKey: 'organisationCode',
        sortKey: 'listKey',
        projection: summaryOf(AppointmentSummary),
      },
      'by-unit-status': {
        partitionKey: 'unitStatus',
        sortKey: 'listKey',
        projection: summaryOf(AppointmentSummary),
      },
      'tasks-by-institution': {
        partitionKey: 'taskInstitution',
        sortKey: 'taskKey',
        projection: summaryOf(TaskSummary),
      },
      'tasks-by-escalation': {
        partitionKey: 'escalatedInstitution',
        sortKey: 'taskKey',
        projection: summaryOf(TaskSummary),
      },
    },
  },
  waits: {
    description: 'Task tokens of waiting executions. No API function may read this table',
    partitionKey: 'appointmentId',
    sortKey: 'tokenKey',
    timeToLive: 'expiresAt',
  },
  queue: {
    description:
      '排队: who waits for dispatch, by institution and rank; who has no place now is parked by what it needs',
    partitionKey: 'queue',
    sortKey: 'place',
    stream: true,
  },
  teams: {
    description: '计量技术服务小分队: members, skills and vehicle, by institution',
    partitionKey: 'institution',
    sortKey: 'id',
    stream: true,
  },
  shifts: {
    description:
      '排班: by institution, day and team, the minutes planned and left, and the jobs that took them',
    partitionKey: 'institution',
    sortKey: 'item',
    indexes: {
      'with-room': {
        partitionKey: 'room',
        sortKey: 'item',
        projection: ['id', 'teamId', 'date', 'minutes', 'remaining', 'vehicle', 'version', 'v'],
      },
    },
    stream: true,
  },
  instruments: {
    description:
      '台账: the instruments of an organisation, with their current document, next due date and open appointment',
    partitionKey: 'organisationCode',
    sortKey: 'instrumentKey',
  },
  certificates: {
    description: '检定证书 and 检定结果通知书, by number',
    partitionKey: 'number',
    indexes: {
      'by-organisation': {
        partitionKey: 'organisationCode',
        sortKey: 'listKey',
        projection: summaryOf(CertificateSummary),
      },
    },
  },
  outbox: {
    description:
      'What others must hear of, written in the transaction that caused it and deleted once delivered',
    partitionKey: 'bucket',
    sortKey: 'id',
    stream: true,
  },
  idempotency: {
    description: 'What is needed to answer a request again, by caller and Idempotency-Key',
    partitionKey: 'key',
    timeToLive: 'expiresAt',
  },
};
