import { type MachineName, machines } from '#contract/index.ts';
import { calledBy, readDefinition } from '#infra/definitions.ts';
import { definitionOf } from '#local/machines.ts';
import { keyOf, type Payload } from './fake-functions.ts';

type Retrier = {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxAttempts?: number;
  JitterStrategy?: string;
};
type Catcher = { ErrorEquals: string[]; Next: string; Assign?: Record<string, unknown> };
type State = {
  Type: 'Task' | 'Choice' | 'Parallel' | 'Succeed' | 'Fail';
  Comment?: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Error?: string;
  Cause?: string;
  Resource?: string;
  TimeoutSeconds?: number | string;
  Arguments?: {
    FunctionName?: string;
    Payload?: Partial<Payload>;
    StateMachineArn?: string;
    Name?: string;
    Input?: Record<string, unknown>;
  };
  Assign?: Record<string, unknown>;
  Output?: unknown;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Choices?: { Condition: string; Next: string }[];
  Branches?: States[];
};
type States = { StartAt: string; States: Record<string, State> };

/** A state and where it stands. `inside` is the Parallel around it. */
export type Placed = { machine: MachineName; name: string; state: State; inside?: string; among: States };

export const machineNames = Object.keys(machines) as MachineName[];

/** The file as it is, with its placeholders. */
export const definition = (machine: MachineName): States & { TimeoutSeconds: number; Comment?: string } =>
  JSON.parse(readDefinition(machine));

/** The text as it is deployed here. */
export const deployed = (machine: MachineName): string => definitionOf(machines[machine]);

function placed(machine: MachineName, among: States, inside?: string): Placed[] {
  return Object.entries(among.States).flatMap(([name, state]) => [
    { machine, name, state, among, ...(inside ? { inside } : {}) },
    ...(state.Branches ?? []).flatMap((branch) => placed(machine, branch, name)),
  ]);
}

/** Every state of every machine, those in branches too. */
export const allStates: Placed[] = machineNames.flatMap((machine) => placed(machine, definition(machine)));

export const title = ({ machine, name }: { machine: MachineName; name: string }): string =>
  `${machine}: ${name}`;

/** Where a state can lead: its Next, each rule and the default of a Choice, each Catch. */
export const waysOf = ({ state }: Placed): string[] =>
  [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map(({ Next }) => Next),
    ...(state.Catch ?? []).map(({ Next }) => Next),
  ].filter((next) => next !== undefined);

/** Every text of a value, wherever it stands. */
export const texts = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(texts)
      : [];

export const isWait = ({ state }: Placed): boolean => state.Resource?.endsWith('.waitForTaskToken') ?? false;
export const isChild = ({ state }: Placed): boolean =>
  state.Resource?.endsWith('startExecution.sync:2') ?? false;
export const isCall = (placed: Placed): boolean => placed.state.Type === 'Task' && !isChild(placed);

/** Which call a state makes, in the words of the fakes. */
export function callOf({ machine, state }: Placed): string {
  const name = state.Arguments?.FunctionName?.replace(/^\$\{|\}$/g, '') ?? '';
  const target = machines[machine].substitutions[name];
  if (typeof target !== 'object' || !('function' in target)) throw new Error(`${name} is no function`);
  return keyOf(target.function, state.Arguments?.Payload ?? {});
}

/** The machine that starts this one and answers for it: a child has no way out of its own. */
export const parentOf = (machine: MachineName): MachineName | undefined =>
  machineNames.find((name) => calledBy(machines[name]).machines.includes(machine));
