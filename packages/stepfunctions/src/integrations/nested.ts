import type { ExecutionEvent } from '../core/events.ts';
import type { Resource } from '../language/resource.ts';
import type { Json } from '../language/types.ts';
import { ServiceError } from '../service/errors.ts';
import { describe } from '../service/executions.ts';
import type { ExecutionRow } from '../store/executions.ts';
import { asText, failed, requestId, sdkMetadata, sorted, succeeded, type TaskCall } from './outcome.ts';

/** Starts the nested execution of a task, or finds the one that the same task has started before a crash. */
export type StartNested = (request: {
  stateMachineArn: string;
  name: string;
  input: string | undefined;
  parent: { execution: number; task: string; wait: 'sync' | 'sync:2' | null };
}) => ExecutionRow;

/** `states:startExecution`. https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
export function runStartExecution(call: TaskCall, resource: Resource, start: StartNested): ExecutionEvent {
  const { StateMachineArn, Name, Input } = call.parameters;
  const waits = resource.pattern === 'sync';
  try {
    const row = start({
      stateMachineArn: asText(StateMachineArn) ?? '',
      name: asText(Name) ?? requestId(call),
      // As recorded on AWS, an Input of null is none.
      input: Input === null ? undefined : asText(Input),
      parent: {
        execution: call.execution,
        task: call.task,
        wait: waits ? (resource.parsedOutput ? 'sync:2' : 'sync') : null,
      },
    });
    const output = sorted({
      ExecutionArn: row.arn,
      StartDate: row.started,
      ...sdkMetadata(call, {
        connection: 'keep-alive',
        'Content-Length': '160',
        'Content-Type': 'application/x-amz-json-1.0',
      }),
    });
    return waits ? { type: 'TaskSubmitted', task: call.task, output } : succeeded(call, output);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const name = error.name.endsWith('Exception') ? error.name : `${error.name}Exception`;
    const cause = `${error.message} (Service: AWSStepFunctions; Status Code: 400; Error Code: ${error.name}; Request ID: ${requestId(call)}; Proxy: null)`;
    return failed(call, `StepFunctions.${name}`, cause);
  }
}

/** What the parent's task makes of its nested execution's end. */
export function nestedEnded(child: ExecutionRow): ExecutionEvent {
  const task = child.parent_task ?? '';
  const result = envelope(child);
  if (child.status === 'SUCCEEDED') {
    const parsed = child.parent_wait === 'sync:2' && child.output !== null;
    return {
      type: 'TaskSucceeded',
      task,
      output: parsed
        ? { ...result, Input: JSON.parse(child.input), Output: JSON.parse(child.output ?? 'null') }
        : result,
    };
  }
  return { type: 'TaskFailed', task, error: 'States.TaskFailed', cause: JSON.stringify(result) };
}

/** DescribeExecution's members in capitals and in order, dates in milliseconds, and nothing about redriving. */
function envelope(child: ExecutionRow): { [key: string]: Json } {
  const members = Object.entries(describe(child)).flatMap(([key, value]): [string, Json][] => {
    const name = key.charAt(0).toUpperCase() + key.slice(1);
    if (name.startsWith('Redrive')) return [];
    if (name === 'StartDate' || name === 'StopDate') return [[name, Number(value) * 1000]];
    if (name.endsWith('Details')) return [[name, { Included: true }]];
    return [[name, value as Json]];
  });
  return sorted(Object.fromEntries(members));
}
