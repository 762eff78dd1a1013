/**
 * The shape of the system, once: CDK, the local run, OpenAPI and the tests are all derived from it.
 * Plain data; it imports schemas and names, never CDK.
 */
export { environmentOf, machineVariable, variablesOf } from './topology/environment.ts';
export { queues, rules, schedules, streams } from './topology/events.ts';
export { functions } from './topology/functions.ts';
export { machines } from './topology/machines.ts';
export { routes } from './topology/routes.ts';
export { tables } from './topology/tables.ts';
export type * from './topology/types.ts';
