import type { RuleDefinition, ScheduleDefinition, StreamDefinition } from './types.ts';

export const streams: Record<string, StreamDefinition> = {
  'outbox-to-relay': {
    table: 'outbox',
    function: 'relay',
    batchSize: 25,
    maximumRetries: 5,
    deadLetterQueue: 'relay-dead',
  },
};

export const rules: Record<string, RuleDefinition> = {
  'dispatch-needed': {
    bus: 'greenlane',
    source: 'greenlane',
    detailTypes: ['DispatchNeeded'],
    function: 'dispatcher',
    maximumRetries: 2,
    deadLetterQueue: 'dispatcher-dead',
  },
  'execution-ended': {
    bus: 'default',
    source: 'aws.states',
    detailTypes: ['Step Functions Execution Status Change'],
    execution: { machine: 'appointment', statuses: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    function: 'execution-ended',
    maximumRetries: 2,
    deadLetterQueue: 'execution-ended-dead',
  },
};

export const schedules: Record<string, ScheduleDefinition> = {
  'reconcile-deliveries': {
    function: 'reconciler',
    everyMinutes: 5,
    maximumRetries: 2,
    deadLetterQueue: 'schedules-dead',
  },
  'sweep-deadlines': {
    function: 'deadline-sweeper',
    everyMinutes: 15,
    maximumRetries: 2,
    deadLetterQueue: 'schedules-dead',
  },
};
