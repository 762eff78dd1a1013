import type { Json } from '../language/types.ts';

/**
 * Where an execution stands: plain data, all that has to be kept to go on with it later.
 * Every run of a states object (the machine itself, a branch, an iteration) is a scope of its own.
 */
export interface ExecutionState {
  /** The id of the newest history event. */
  events: number;
  /** The source of ids for scopes and tasks. */
  ids: number;
  /** How many unseeded random numbers have been drawn. */
  draws: number;
  scopes: Record<string, Scope>;
  /** Scopes that can go on at once, in order; empty when everything waits. */
  ready: string[];
  /** What is due when, by name: `<scope>:wait`, `<scope>:retry`, `<scope>:timeout`, `<scope>:heartbeat`, `execution`. */
  timers: Record<string, number>;
  /** Set once, when the execution has ended. */
  closed?: Closing;
  /** The scopes as they were when an execution came to a bad end; a redrive goes on from them. */
  unfinished?: Record<string, Scope>;
}

export type Closing =
  | { status: 'SUCCEEDED'; output: Json }
  | { status: 'FAILED' | 'ABORTED'; error?: string; cause?: string }
  | { status: 'TIMED_OUT' };

export interface Scope {
  id: string;
  /** The scope whose Parallel or Map state started this one; null for the machine itself. */
  parent: string | null;
  /** Which branch or item this is. */
  index: number;
  /** Where its states object is in the definition: '' for the machine, `<Parallel>#0` or `<Map>` below it. */
  path: string;
  variables: Record<string, Json>;
  /** The event that the scope's next event follows (`previousEventId`). */
  previous: number;
  phase: Phase;
  /** The state the scope is in. */
  current: StateRun | null;
  /** An iteration's item, for `$states.context.Map.Item`. */
  item?: { Index: number; Value: Json };
}

/** What a scope does next: each is one move of `advance` (step.ts). */
type Phase =
  | { type: 'enter'; name: string; input: Json }
  | { type: 'begin' }
  /** A Map has room for another iteration. */
  | { type: 'iterate' }
  | { type: 'complete'; result: Json }
  /** The last state was left; the scope gives its output to the state around it, or the execution ends. */
  | { type: 'end'; output: Json }
  | { type: 'blocked' };

export interface StateRun {
  name: string;
  input: Json;
  enteredEventId: number;
  /** The event that the entry follows. */
  enteredAfter: number;
  enteredTime: number;
  /** Retries used, one count for each retrier. */
  attempts: number[];
  retryCount: number;
  task?: TaskRun;
  children?: Children;
}

interface TaskRun {
  id: string;
  /** `started` once TaskStarted is in the history, `submitted` once a callback task was handed over. */
  stage: 'scheduled' | 'started' | 'submitted';
  token?: string;
  /** What the task is to be run with, until it has started. */
  parameters?: Json;
  heartbeatSeconds?: number;
}

/** The branches of a Parallel or the iterations of a Map. */
export interface Children {
  /** How many there are altogether, and how many have been started, ended and failed. */
  length: number;
  started: number;
  ended: number;
  failed: number;
  results: Json[];
  items?: Json[];
  maxConcurrency: number;
  toleratedCount: number;
  toleratedPercentage: number;
}

/** What a step needs to know of the execution and may not change. */
export interface ExecutionInfo {
  executionArn: string;
  name: string;
  roleArn: string;
  stateMachineArn: string;
  stateMachineName: string;
  stateMachineVersionArn?: string;
  stateMachineAliasArn?: string;
  startTime: number;
  redriveCount: number;
  redriveTime?: number;
  /** The input as it was given, and the same parsed. */
  inputText: string;
  input: Json;
  region: string;
  /** The whole context object, when a test has one of its own. */
  context?: { [key: string]: Json };
  /** Chance of this execution: the engine's seed and the execution's ARN. */
  seed: string;
}
