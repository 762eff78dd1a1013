import type { Clock } from '../clock.ts';
import { DATA_LIMIT } from '../core/limits.ts';
import { type Place, randomUUID, statesArn } from '../identity.ts';
import { byteLength } from '../language/json.ts';
import { jsonProblem } from '../language/json-problem.ts';
import type { Outbox } from '../runner/outbox.ts';
import type { Retention } from '../runner/retention.ts';
import type { Runner } from '../runner/runner.ts';
import type { Database } from '../store/database.ts';
import type { ExecutionRow, ExecutionStore } from '../store/executions.ts';
import { refusal, ServiceError, validationError } from './errors.ts';
import { checkName, type Input, offsetOf, seconds, tokenAt } from './input.ts';
import type { MachineService } from './machines.ts';

interface StartRequest {
  stateMachineArn: string;
  name?: string | undefined;
  input?: string | undefined;
  traceHeader?: string | undefined;
  /** The task of another execution that starts this one, and whether it waits for its end. */
  parent?: { execution: number; task: string; wait: 'sync' | 'sync:2' | null };
}

const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'];

/** The operations on executions. https://docs.aws.amazon.com/step-functions/latest/apireference/ */
export class ExecutionService {
  readonly #database: Database;
  readonly #executions: ExecutionStore;
  readonly #machines: MachineService;
  readonly #runner: Runner;
  readonly #outbox: Outbox;
  readonly #clock: Clock;
  readonly #retention: Retention;
  readonly #place: Place;

  constructor(parts: {
    database: Database;
    executions: ExecutionStore;
    machines: MachineService;
    runner: Runner;
    outbox: Outbox;
    clock: Clock;
    retention: Retention;
    place: Place;
  }) {
    this.#database = parts.database;
    this.#executions = parts.executions;
    this.#machines = parts.machines;
    this.#runner = parts.runner;
    this.#outbox = parts.outbox;
    this.#clock = parts.clock;
    this.#retention = parts.retention;
    this.#place = parts.place;
  }

  startExecution(input: Input): { executionArn: string; startDate: number } {
    const row = this.start({
      stateMachineArn: input.required('stateMachineArn'),
      name: input.string('name'),
      input: input.string('input'),
      traceHeader: input.string('traceHeader'),
    });
    return { executionArn: row.arn, startDate: seconds(row.started) };
  }

  /** Starts an execution; the same name with the same input, while it runs, is the same execution. */
  start(request: StartRequest): ExecutionRow {
    const target = this.#machines.resolve(request.stateMachineArn);
    const name = checkName(request.name ?? randomUUID());
    const text = request.input ?? '{}';
    checkJson(text, 'InvalidExecutionInput');
    const arn = statesArn(this.#place, 'execution', target.machineName, name);
    const known = this.#executions.byArn(arn);
    const over = known !== undefined && this.#retention.isOver(known);
    if (known && !over) {
      if (known.status === 'RUNNING' && known.input === text) return known;
      throw refusal('ExecutionAlreadyExists', arn);
    }
    const { parent } = request;
    const row = this.#database.transaction(() => {
      if (over) this.#executions.remove(known.id);
      const inserted = this.#executions.insert({
        arn,
        machine: target.machineArn,
        machine_name: target.machineName,
        name,
        definition: target.definition,
        role_arn: target.roleArn,
        version_arn: target.versionArn,
        alias_arn: target.aliasArn,
        input: text,
        trace_header: request.traceHeader ?? null,
        started: this.#clock.now(),
        parent: parent?.execution ?? null,
        parent_task: parent?.task ?? null,
        parent_wait: parent?.wait ?? null,
      });
      this.#outbox.write(inserted);
      return inserted;
    });
    this.#runner.post(row.id, { type: 'Start' });
    this.#outbox.pump();
    return row;
  }

  /** Only express workflows are run in this way, and they are not run here. */
  startSyncExecution(input: Input): never {
    this.#machines.resolve(input.required('stateMachineArn'));
    throw new ServiceError(
      'StateMachineTypeNotSupported',
      'This operation is not supported by this type of state machine',
    );
  }

  async stopExecution(input: Input): Promise<{ stopDate: number }> {
    const row = this.find(input.required('executionArn'));
    const [error, cause] = [input.string('error'), input.string('cause')];
    await this.#runner.submit(row.id, {
      type: 'Stop',
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
    return { stopDate: seconds(this.#byId(row.id).stopped ?? this.#clock.now()) };
  }

  async redriveExecution(input: Input): Promise<{ redriveDate: number }> {
    const row = this.find(input.required('executionArn'));
    const { redriveStatusReason } = redriveStatus(row);
    if (redriveStatusReason !== undefined) throw refusal('ExecutionNotRedrivable', redriveStatusReason);
    const now = this.#clock.now();
    const posted = this.#database.transaction(() => {
      this.#executions.reopen(row.id, now);
      this.#outbox.write(this.#byId(row.id));
      return this.#executions.post(row.id, { type: 'Redrive' });
    });
    this.#runner.post(row.id, { type: 'Redrive' }, posted);
    this.#outbox.pump();
    return { redriveDate: seconds(now) };
  }

  describeExecution(input: Input): Record<string, unknown> {
    return describe(
      this.find(input.required('executionArn')),
      input.string('includedData') !== 'METADATA_ONLY',
    );
  }

  describeStateMachineForExecution(input: Input): Record<string, unknown> {
    const row = this.find(input.required('executionArn'));
    return this.#machines.describeFor(row);
  }

  listExecutions(input: Input): Record<string, unknown> {
    const arn = input.string('stateMachineArn');
    const status = input.string('statusFilter');
    if (status !== undefined && !STATUSES.includes(status))
      throw validationError(
        'statusFilter',
        status,
        `Member must satisfy enum value set: [${STATUSES.join(', ')}]`,
      );
    if (arn === undefined)
      throw new ServiceError('ValidationException', "Must provide one of 'stateMachineArn' or 'mapRunArn'");
    const target = this.#machines.resolve(arn);
    const column = target.aliasArn ? 'alias_arn' : target.versionArn ? 'version_arn' : 'machine';
    const from = offsetOf(input.string('nextToken'), 3096);
    const size = input.pageSize();
    const rows = this.#database.all<ExecutionRow>(
      `SELECT * FROM executions WHERE ${column} = ?1 AND (?2 IS NULL OR status = ?2)
         AND (stopped IS NULL OR stopped > ?5) ORDER BY started DESC, id DESC LIMIT ?3 OFFSET ?4`,
      arn,
      status ?? null,
      size + 1,
      from,
      this.#retention.horizon,
    );
    return {
      executions: rows.slice(0, size).map(summary),
      ...(rows.length > size ? { nextToken: tokenAt(from + size) } : {}),
    };
  }

  getExecutionHistory(input: Input): Record<string, unknown> {
    const row = this.find(input.required('executionArn'));
    const size = input.pageSize();
    const from = offsetOf(input.string('nextToken'));
    const last = this.#executions.lastEventId(row.id);
    const reverse = input.boolean('reverseOrder') ?? false;
    const withData = input.boolean('includeExecutionData') ?? true;
    const [first, final] = reverse
      ? [Math.max(1, last - from - size + 1), last - from]
      : [from + 1, from + size];
    const events = this.#executions.history(row.id, first, final).map(({ timestamp, ...event }) => ({
      ...(withData ? event : withoutData(event)),
      timestamp: seconds(timestamp),
    }));
    const next = from + size;
    return {
      events: reverse ? events.reverse() : events,
      ...(next < last ? { nextToken: tokenAt(next) } : {}),
    };
  }

  find(arn: string): ExecutionRow {
    if (!/^arn:[a-z-]+:states:[^:]*:\d{12}:(execution|express):[^:]+:.+$/.test(arn))
      throw refusal(
        'InvalidArn',
        arn.startsWith('arn:')
          ? `Resource type not valid in this context: ${arn.split(':')[5] ?? ''}`
          : `Invalid ARN prefix: ${arn}`,
      );
    const row = this.#executions.byArn(arn);
    if (!row || this.#retention.isOver(row)) throw refusal('ExecutionDoesNotExist', arn);
    return row;
  }

  #byId(id: number): ExecutionRow {
    const row = this.#executions.byId(id);
    if (!row) throw new Error(`There is no execution ${id}.`);
    return row;
  }
}

/** Checks that a text is JSON within the limit on data. */
export function checkJson(text: string, error: 'InvalidExecutionInput' | 'InvalidOutput'): void {
  if (byteLength(text) > DATA_LIMIT)
    throw validationError(
      error === 'InvalidOutput' ? 'output' : 'input',
      '…',
      `Member must have length less than or equal to ${DATA_LIMIT}`,
    );
  try {
    JSON.parse(text);
  } catch {
    throw refusal(error, jsonProblem(text)?.message ?? 'Invalid execution input.');
  }
}

/** DescribeExecution's answer; also what a parent's `.sync` task makes its result from. */
export function describe(row: ExecutionRow, withData = true): Record<string, unknown> {
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    name: row.name,
    status: row.status,
    startDate: seconds(row.started),
    ...(row.stopped === null ? {} : { stopDate: seconds(row.stopped) }),
    ...(withData ? { input: row.input, inputDetails: { included: true } } : {}),
    ...(row.output === null || !withData ? {} : { output: row.output, outputDetails: { included: true } }),
    ...(row.trace_header === null ? {} : { traceHeader: row.trace_header }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.cause === null ? {} : { cause: row.cause }),
    ...(row.version_arn === null ? {} : { stateMachineVersionArn: row.version_arn }),
    ...(row.alias_arn === null ? {} : { stateMachineAliasArn: row.alias_arn }),
    redriveCount: row.redrives,
    ...(row.redriven === null ? {} : { redriveDate: seconds(row.redriven) }),
    ...redriveStatus(row),
  };
}

function redriveStatus(row: ExecutionRow): { redriveStatus: string; redriveStatusReason?: string } {
  if (row.status === 'RUNNING' || row.status === 'SUCCEEDED')
    return {
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: `Execution is ${row.status} and cannot be redriven`,
    };
  return { redriveStatus: 'REDRIVABLE' };
}

/** One entry of ListExecutions. */
function summary(row: ExecutionRow): Record<string, unknown> {
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    name: row.name,
    status: row.status,
    startDate: seconds(row.started),
    ...(row.stopped === null ? {} : { stopDate: seconds(row.stopped) }),
    ...(row.version_arn === null ? {} : { stateMachineVersionArn: row.version_arn }),
    ...(row.alias_arn === null ? {} : { stateMachineAliasArn: row.alias_arn }),
    redriveCount: row.redrives,
    ...(row.redriven === null ? {} : { redriveDate: seconds(row.redriven) }),
  };
}

/** `includeExecutionData: false` leaves the details but takes the payloads out. */
function withoutData(event: Record<string, unknown>): Record<string, unknown> {
  const hidden = new Set(['input', 'inputDetails', 'output', 'outputDetails']);
  return Object.fromEntries(
    Object.entries(event).map(([key, value]) =>
      typeof value === 'object' && value !== null
        ? [key, Object.fromEntries(Object.entries(value).filter(([member]) => !hidden.has(member)))]
        : [key, value],
    ),
  );
}
