import * as z from 'zod';

/** How much of an execution Step Functions writes to its log group. */
export const ExecutionLogLevel = z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']);
export type ExecutionLogLevel = z.infer<typeof ExecutionLogLevel>;

/** An event of GetExecutionHistory. */
export type HistoryEvent = { id: number; previousEventId?: number; type: string; timestamp: number } & Record<
  string,
  unknown
>;

/**
 * Which events each level logs.
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
const logged: Readonly<Record<ExecutionLogLevel, RegExp>> = {
  ALL: /./,
  ERROR: /(Failed|TimedOut|Aborted)$|^FailStateEntered$/,
  FATAL: /^Execution(Failed|TimedOut|Aborted)$/,
  OFF: /^$/,
};

/** What is execution data, and not logged: the machines are deployed with `includeExecutionData: false`. */
const DATA = /^(input|output|parameters|assignedVariables)/;

/** The bytes that the events of an execution are in its log, in the form that the page shows. */
export const executionLogBytes = (
  executionArn: string,
  events: readonly HistoryEvent[],
  level: ExecutionLogLevel,
): number =>
  events
    .filter(({ type }) => logged[level].test(type))
    .reduce((sum, event) => sum + Buffer.byteLength(lineOf(executionArn, event)), 0);

function lineOf(
  executionArn: string,
  { id, previousEventId, type, timestamp, ...rest }: HistoryEvent,
): string {
  const details = Object.values(rest).find((value) => typeof value === 'object' && value !== null) ?? {};
  return JSON.stringify({
    id: String(id),
    type,
    details: Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.test(name))),
    redrive_count: '0',
    previous_event_id: String(previousEventId ?? 0),
    event_timestamp: String(timestamp),
    execution_arn: executionArn,
  });
}

/** The transitions that AWS charges for: states entered, and tasks that were tried again without leaving their state. */
export function transitionsOf(events: readonly HistoryEvent[]): number {
  const count = (wanted: RegExp) => events.filter(({ type }) => wanted.test(type)).length;
  return count(/StateEntered$/) + Math.max(0, count(/^TaskScheduled$/) - count(/^TaskStateEntered$/));
}
