import type { ExecutionEvent } from '../core/events.ts';
import type { Place } from '../identity.ts';
import { parseResource } from '../language/resource.ts';
import type { Json } from '../language/types.ts';
import type { ExecutionRow, RunTask } from '../store/executions.ts';
import { type InvokeFunction, runFunction, runInvoke } from './lambda.ts';
import { runStartExecution, type StartNested } from './nested.ts';
import type { TaskCall } from './outcome.ts';
import { type Endpoints, runService } from './services.ts';

interface Integrations {
  invokeFunction: InvokeFunction;
  startNested: StartNested;
  endpoints: Endpoints;
  place: Place;
  now(): number;
}

/** Runs one recorded task, whatever its resource is, and says what became of it. */
export async function runTask(
  parts: Integrations,
  execution: ExecutionRow,
  command: RunTask,
): Promise<ExecutionEvent> {
  const resource = parseResource(command.resource);
  if (!resource) throw new Error(`The resource ${command.resource} cannot be run.`);
  const call: TaskCall = {
    executionArn: execution.arn,
    stateMachineArn: execution.machine,
    execution: execution.id,
    task: command.task,
    action: resource.action,
    parameters: membersOf(command.parameters),
    now: parts.now(),
  };
  const event = await run();
  // A task that waits for its token is handed over now; it ends when the token comes back.
  if (resource.pattern === 'waitForTaskToken' && event.type === 'TaskSucceeded')
    return { type: 'TaskSubmitted', task: event.task, output: event.output };
  return event;

  async function run(): Promise<ExecutionEvent> {
    if (resource?.kind === 'function')
      return runFunction(call, parts.invokeFunction, command.resource, command.parameters);
    if (resource?.service === 'lambda') return runInvoke(call, parts.invokeFunction, parts.place);
    if (resource?.service === 'states') return runStartExecution(call, resource, parts.startNested);
    if (resource) return runService(call, resource, parts.endpoints, parts.place.region);
    throw new Error(`The resource ${command.resource} cannot be run.`);
  }
}

function membersOf(parameters: Json): { [key: string]: Json } {
  return typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)
    ? parameters
    : {};
}
