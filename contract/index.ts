/**
 * The shape of the system, once: CDK, the local run, OpenAPI and the tests are all derived from it.
 * Plain data; it imports schemas and names, never CDK.
 */
export {
  type DeadLetterQueueDefinition,
  type DeadLetterQueueName,
  deadLetterQueues,
} from './dead-letter-queues.ts';
export type { Variable } from './environment.ts';
export { environmentOf, machineVariable, variablesOf } from './environment.ts';
export { functions } from './functions.ts';
export { machines } from './machines.ts';
export { routes } from './routes.ts';
export { tables } from './tables.ts';
export { rules, schedules, streams } from './triggers.ts';
export type * from './types.ts';
