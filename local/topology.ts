import type {
  FunctionDefinition,
  FunctionName,
  MachineDefinition,
  MachineName,
  QueueDefinition,
  QueueName,
  RouteDefinition,
  RuleDefinition,
  ScheduleDefinition,
  StreamDefinition,
  TableDefinition,
} from '#infra/topology.ts';
import * as greenlane from '#infra/topology.ts';
import type { TableName } from '#store/tables.ts';

/** What the local run needs of the topology. Tests give a smaller one, with handlers of their own. */
export type Topology = {
  readonly functions: Partial<Record<FunctionName, FunctionDefinition>>;
  readonly tables: Partial<Record<TableName, TableDefinition>>;
  readonly routes: Readonly<Record<string, RouteDefinition>>;
  readonly machines: Partial<Record<MachineName, MachineDefinition>>;
  readonly streams: Readonly<Record<string, StreamDefinition>>;
  readonly rules: Readonly<Record<string, RuleDefinition>>;
  readonly schedules: Readonly<Record<string, ScheduleDefinition>>;
  readonly queues: Partial<Record<QueueName, QueueDefinition>>;
};

export const { functions, tables, routes, machines, streams, rules, schedules, queues } = greenlane;
export const topology: Topology = { functions, tables, routes, machines, streams, rules, schedules, queues };

/** The names of a record of the topology, typed. */
export const namesOf = <Name extends string>(record: Partial<Record<Name, unknown>>): Name[] =>
  Object.keys(record) as Name[];
