import { type EventName, events, failedStatuses } from './events.ts';
import type { RuleDefinition, ScheduleDefinition, StreamDefinition } from './types.ts';

/**
 * What the dispatcher has in common of its streams. A window and large batches, because one run places all that waits in
 * an institution: a morning's hundred submissions are a few runs, not a hundred.
 */
const toDispatcher = {
  function: 'dispatcher',
  batchSize: 100,
  windowSeconds: 1,
  maximumRetries: 5,
  deadLetterQueue: 'dispatcher-dead',
} as const;

export const streams: Record<string, StreamDefinition> = {
  'outbox-to-relay': {
    table: 'outbox',
    function: 'relay',
    // Not what the relay removes once it is delivered.
    filter: { writes: ['INSERT'] },
    batchSize: 25,
    // Somebody waits for what comes of it.
    windowSeconds: 0,
    maximumRetries: 5,
    deadLetterQueue: 'relay-dead',
  },
  'queue-to-dispatcher': {
    ...toDispatcher,
    table: 'queue',
    // Not an entry that the dispatcher itself parks.
    filter: { writes: ['INSERT'], image: { state: ['waiting'] } },
  },
  'shifts-to-dispatcher': {
    ...toDispatcher,
    table: 'shifts',
    // Not a shift whose minutes the dispatcher itself takes, and not the jobs under a shift.
    filter: { writes: ['INSERT', 'MODIFY'], image: { change: ['planned', 'grown'] } },
  },
  'teams-to-dispatcher': {
    ...toDispatcher,
    table: 'teams',
    filter: { writes: ['INSERT', 'MODIFY'] },
  },
};

/** Where a rule finds an event. */
const on = (name: EventName): Pick<RuleDefinition, 'source' | 'detailTypes'> => {
  const { source, detailType } = events[name];
  return { source, detailTypes: [detailType] };
};

export const rules: Record<string, RuleDefinition> = {
  'execution-ended': {
    ...on('ExecutionEnded'),
    execution: { machine: 'appointment', statuses: failedStatuses },
    function: 'execution-ended',
    maximumRetries: 2,
    deadLetterQueue: 'execution-ended-dead',
  },
};

export const schedules: Record<string, ScheduleDefinition> = {
  'dispatch-waiting': {
    function: 'dispatch-waiting',
    everyMinutes: 5,
    maximumRetries: 2,
    deadLetterQueue: 'schedules-dead',
  },
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
