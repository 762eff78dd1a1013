/** The vocabulary of the contract: plain data that CDK, the local run, OpenAPI and the tests all read. */

import type * as z from 'zod';
import type { DeadLetterQueueName } from '#contract/dead-letter-queues.ts';
import type { TableName } from '#contract/table-names.ts';
import type { Role } from '#domain/people/principal.ts';
import type { RefusalCode } from '#domain/problem.ts';

type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** An index: its keys, and which attributes it holds beside the keys of table and index. */
export type IndexDefinition = { partitionKey: string; sortKey: string; projection: readonly string[] };

/** A table, its keys (all strings) and its indexes. */
export type TableDefinition = {
  /** What the table holds and which reads it serves; shown to operators. */
  description: string;
  partitionKey: string;
  sortKey?: string;
  indexes?: Record<string, IndexDefinition>;
  /** What is written is streamed, as it then stands, to the function of a `StreamDefinition`. */
  stream?: boolean;
  /** The attribute that holds the second since 1970 after which a row may be removed. */
  timeToLive?: string;
};

export type Access = 'read' | 'write' | 'read-write';

/** A function: its entry file, what it may touch, and its limits. Environment and grants both follow from it. */
export type FunctionDefinition = {
  description: string;
  /** The entry file, from the top of the repository; it exports `handler`. */
  entry: string;
  tables: Partial<Record<TableName, Access>>;
  /** Machines it may start; each gives it `MACHINE_<NAME>`, the ARN. */
  starts?: readonly MachineName[];
  /** Machines whose waits it may complete with SendTaskSuccess and SendTaskFailure. */
  resumes?: readonly MachineName[];
  /** It verifies bearer tokens itself and has `OIDC_ISSUER`, `OIDC_AUDIENCE` and `OIDC_JWKS`. */
  signIn?: boolean;
  timeoutSeconds: number;
  memoryMegabytes: number;
};

/** `public` needs no token; otherwise the bearer must have one of the roles. Scope is checked in the use case. */
export type RouteDefinition = {
  method: HttpMethod;
  /** With parameters in braces, as API Gateway writes it: `/appointments/{id}`. */
  path: string;
  function: FunctionName;
  roles: readonly Role[] | 'public';
  summary: string;
  parameters?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Success status and what it carries. */
  status: 200 | 201 | 202;
  response: z.ZodType;
  /** A mutating route wants the header `Idempotency-Key`. */
  idempotent?: boolean;
  /** What the trade may refuse here, besides what follows from the rest (contract/refusals.ts). */
  refusals?: readonly RefusalCode[];
};

/**
 * A stream of a table's rows into a function, in batches, with bounded retries and then a dead-letter queue. Only what
 * the filter lets through calls the function, and is paid for.
 */
export type StreamDefinition = {
  table: TableName;
  function: FunctionName;
  /** Which kinds of write, and which values attributes of the row must then have: one of those listed. */
  filter: {
    writes: readonly ('INSERT' | 'MODIFY')[];
    image?: Readonly<Record<string, readonly string[]>>;
  };
  batchSize: number;
  /** How long records are gathered at most before the function is called, in seconds. */
  windowSeconds: number;
  maximumRetries: number;
  deadLetterQueue: DeadLetterQueueName;
};

/** An event rule on the account's bus, on which AWS reports executions. We have no bus of our own. */
export type RuleDefinition = {
  source: string;
  detailTypes: readonly string[];
  /** For executions: the machine and the statuses that are of interest. */
  execution?: { machine: MachineName; statuses: readonly string[] };
  function: FunctionName;
  maximumRetries: number;
  deadLetterQueue: DeadLetterQueueName;
};

export type ScheduleDefinition = {
  function: FunctionName;
  everyMinutes: number;
  maximumRetries: number;
  deadLetterQueue: DeadLetterQueueName;
};

/**
 * A state machine: its file, and what its `${…}` stand for. Its grants are exactly its substitutions.
 * `partition` stands for the ARN partition (`aws`, `aws-cn`), which is part of the name of every integration.
 */
export type MachineDefinition = {
  description: string;
  /** From the top of the repository. */
  definition: string;
  substitutions: Record<string, { function: FunctionName } | { machine: MachineName } | 'partition'>;
};

export type FunctionName =
  | 'api-appointments'
  | 'api-tasks'
  | 'api-dispatch'
  | 'api-quotes'
  | 'api-certificates'
  | 'api-organisations'
  | 'api-service'
  | 'await-dispatch'
  | 'open-task'
  | 'apply-default'
  | 'close'
  | 'release'
  | 'relay'
  | 'dispatcher'
  | 'execution-ended'
  | 'reconciler'
  | 'dispatch-waiting'
  | 'deadline-sweeper';

export type MachineName = 'appointment' | 'verification' | 'fee-waiver';
