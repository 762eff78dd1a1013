/** A dead-letter queue. Each has an alarm at the first message. */
export type DeadLetterQueueDefinition = { description: string; retentionDays: number };

export const deadLetterQueues = {
  'relay-dead': { description: 'Outbox rows the relay could not deliver', retentionDays: 14 },
  'dispatcher-dead': {
    description: 'New queue entries, shifts and teams for which the dispatcher kept failing',
    retentionDays: 14,
  },
  'execution-ended-dead': { description: 'Ended executions that could not be cleaned up', retentionDays: 14 },
  'schedules-dead': { description: 'Scheduled runs that kept failing', retentionDays: 14 },
} as const satisfies Record<string, DeadLetterQueueDefinition>;

export type DeadLetterQueueName = keyof typeof deadLetterQueues;
