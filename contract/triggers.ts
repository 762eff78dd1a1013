import { type EventName, events, failedStatuses } from './events.ts';
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

/** Where a rule finds an event. */
const on = (name: EventName): Pick<RuleDefinition, 'bus' | 'source' | 'detailTypes'> => {
  const { bus, source, detailType } = events[name];
  return { bus, source, detailTypes: [detailType] };
};

export const rules: Record<string, RuleDefinition> = {
  'dispatch-needed': {
    ...on('DispatchNeeded'),
    function: 'dispatcher',
    maximumRetries: 2,
    deadLetterQueue: 'dispatcher-dead',
  },
  'execution-ended': {
    ...on('ExecutionEnded'),
    execution: { machine: 'appointment', statuses: failedStatuses },
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
