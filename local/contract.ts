import type {
  DeadLetterQueueDefinition,
  DeadLetterQueueName,
  FunctionDefinition,
  FunctionName,
  MachineDefinition,
  MachineName,
  RouteDefinition,
  RuleDefinition,
  ScheduleDefinition,
  StreamDefinition,
  TableDefinition,
} from '#contract/index.ts';
import * as greenlane from '#contract/index.ts';
import type { TableName } from '#contract/table-names.ts';

/** What the local run needs of the contract. Tests give a smaller one, with handlers of their own. */
export type Contract = {
  readonly functions: Partial<Record<FunctionName, FunctionDefinition>>;
  readonly tables: Partial<Record<TableName, TableDefinition>>;
  readonly routes: Readonly<Record<string, RouteDefinition>>;
  readonly machines: Partial<Record<MachineName, MachineDefinition>>;
  readonly streams: Readonly<Record<string, StreamDefinition>>;
  readonly rules: Readonly<Record<string, RuleDefinition>>;
  readonly schedules: Readonly<Record<string, ScheduleDefinition>>;
  readonly deadLetterQueues: Partial<Record<DeadLetterQueueName, DeadLetterQueueDefinition>>;
};

const { functions, tables, routes, machines, streams, rules, schedules, deadLetterQueues } = greenlane;
export const contract: Contract = {
  functions,
  tables,
  routes,
  machines,
  streams,
  rules,
  schedules,
  deadLetterQueues,
};

/** The names of a record of the contract, typed. */
export const namesOf = <Name extends string>(record: Partial<Record<Name, unknown>>): Name[] =>
  Object.keys(record) as Name[];
