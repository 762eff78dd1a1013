import type { Server } from 'node:http';
import { type Clock, MovableClock, type Timer } from './clock.ts';
import type { Place } from './identity.ts';
import type { FunctionOutcome, InvokeFunction, InvokeOptions } from './integrations/lambda.ts';
import { lambdaEndpoint } from './integrations/lambda-endpoint.ts';
import { nestedEnded } from './integrations/nested.ts';
import { runTask } from './integrations/run-task.ts';
import type { Endpoints } from './integrations/services.ts';
import type { Boundary } from './runner/boundary.ts';
import { type EventBridgeEvent, Outbox } from './runner/outbox.ts';
import { Retention } from './runner/retention.ts';
import { Runner } from './runner/runner.ts';
import { ExecutionService } from './service/executions.ts';
import { listen, serve } from './service/http.ts';
import { MachineService } from './service/machines.ts';
import { answerTo, operationsOf } from './service/operations.ts';
import { TaskService } from './service/tasks.ts';
import { TestService } from './service/test-state.ts';
import { VersionService } from './service/versions.ts';
import { Database } from './store/database.ts';
import { ExecutionStore } from './store/executions.ts';
import { MachineStore } from './store/machines.ts';

export {
  type Boundary,
  type Clock,
  type EventBridgeEvent,
  type FunctionOutcome,
  type InvokeFunction,
  type InvokeOptions,
  lambdaEndpoint,
  MovableClock,
  type Timer,
};

export interface StepFunctionsOptions {
  /** A file, or ':memory:'. */
  database: string;
  clock: Clock;
  /** Default `us-east-1`; the partition of every ARN follows from it. */
  region?: string;
  /** Default `123456789012`. */
  accountId?: string;
  /** Runs a function by its ARN. A rejected promise is a failed invocation (`Lambda.Unknown`, or the exception's name). */
  invokeFunction: InvokeFunction;
  endpoints?: Endpoints;
  /** Told of every status change of an execution, at least once and in order, until it resolves. */
  onExecutionStatusChange?: (event: EventBridgeEvent) => Promise<void>;
  /** Makes tokens, jitter, `$random` and `$uuid` repeatable; drawn once and kept in the database otherwise. */
  seed?: number;
  /** How long an execution that has ended is kept, with its history and its name; default 90, as on AWS. */
  historyRetentionDays?: number;
  logger?: { error(message: string, error?: unknown): void };
  /** Resolves when the next turn may begin; by default after whatever else the process has to do. */
  turn?: () => Promise<void>;
  /** For tests only: may throw at a boundary, and the engine stops there as if the process had died. */
  boundary?: (at: Boundary) => void;
}

export interface StepFunctions {
  /** One call of the API, by the operation's name; throws errors that carry AWS's names. */
  handle(operation: string, input: unknown): Promise<unknown>;
  /** Speaks AWS JSON 1.0 over HTTP; port 0 or none takes a free one. */
  listen(port?: number, host?: string): Promise<{ url: string; port: number }>;
  /** Resolves when nothing is under way: everything waits for time, for a token, or has ended. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Opens an engine on its database, and goes on with whatever was under way when it was last closed or killed. */
export async function openStepFunctions(options: StepFunctionsOptions): Promise<StepFunctions> {
  const { clock } = options;
  const place: Place = {
    region: options.region ?? 'us-east-1',
    accountId: options.accountId ?? '123456789012',
  };
  const database = new Database(options.database);
  const executions = new ExecutionStore(database);
  const machines = new MachineStore(database);
  const seed = database.seed(options.seed);
  let waiting: (() => void)[] = [];
  const resting = (): boolean => runner.resting && outbox.resting;
  const rested = (): void => {
    if (!resting()) return;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  const outbox = new Outbox({ database, clock, place, deliver: options.onExecutionStatusChange, rested });
  const runner: Runner = new Runner({
    database,
    executions,
    machines,
    clock,
    region: place.region,
    seed,
    boundary: options.boundary,
    turn: options.turn ?? (() => new Promise((resolve) => void setImmediate(resolve))),
    runTask: (execution, command) => runTask(integrations, execution, command),
    closed: (execution) => {
      outbox.write(execution);
      if (execution.parent === null || execution.parent_wait === null) return;
      const event = nestedEnded(execution);
      runner.post(execution.parent, event, executions.post(execution.parent, event));
    },
    committed: () => outbox.pump(),
    rested,
    report: (problem, error) => options.logger?.error(problem, error),
    died: () => {
      outbox.stop();
      retention.stop();
      rested();
    },
  });
  const machineService = new MachineService({ database, store: machines, clock, place });
  const retention = new Retention({ database, executions, clock, days: options.historyRetentionDays ?? 90 });
  const parts = {
    retention,
    database,
    executions,
    machines: machineService,
    runner,
    outbox,
    clock,
    place,
    seed,
  };
  const executionService = new ExecutionService(parts);
  const integrations = {
    invokeFunction: options.invokeFunction,
    endpoints: options.endpoints ?? {},
    place,
    now: () => clock.now(),
    startNested: (
      request: Parameters<ExecutionService['start']>[0] & { parent: { execution: number; task: string } },
    ) => executions.childOf(request.parent.execution, request.parent.task) ?? executionService.start(request),
  };
  const operations = operationsOf({
    machines: machineService,
    executions: executionService,
    tasks: new TaskService(parts),
    versions: new VersionService({ store: machines, machines: machineService, clock }),
    tests: new TestService({
      clock,
      place,
      seed,
      runTask: (execution, task) => runTask(integrations, execution, task),
    }),
  });
  const servers: Server[] = [];
  runner.recover();
  outbox.pump();
  retention.start();

  const handle = async (operation: string, input: unknown) => answerTo(operations, operation, input);
  return {
    handle,
    async listen(port = 0, host = '127.0.0.1') {
      const server = serve(handle);
      servers.push(server);
      return listen(server, port, host);
    },
    async idle() {
      while (!resting()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    async close() {
      runner.stop();
      outbox.stop();
      retention.stop();
      rested();
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      database.close();
    },
  };
}
