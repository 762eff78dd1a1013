/** A value that survives `JSON.parse(JSON.stringify(value))`. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

type QueryLanguage = 'JSONata' | 'JSONPath';

/** One entry of `Retry`. https://states-language.net/#errors */
export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
}

/** One entry of `Catch`. `Assign` and `Output` may read `$states.errorOutput`. */
interface Catcher {
  ErrorEquals: string[];
  Next: string;
  Assign?: Record<string, Json>;
  Output?: Json;
}

interface StateBase {
  Comment?: string;
  QueryLanguage?: QueryLanguage;
  Assign?: Record<string, Json>;
  Output?: Json;
  Next?: string;
  End?: boolean;
}

interface Fallible {
  Retry?: Retrier[];
  Catch?: Catcher[];
}

export interface PassState extends StateBase {
  Type: 'Pass';
}

export interface TaskState extends StateBase, Fallible {
  Type: 'Task';
  Resource: string;
  Arguments?: Json;
  TimeoutSeconds?: number | string;
  HeartbeatSeconds?: number | string;
  Credentials?: Json;
}

interface ChoiceRule {
  Condition: boolean | string;
  Next: string;
  Assign?: Record<string, Json>;
  Output?: Json;
}

export interface ChoiceState extends StateBase {
  Type: 'Choice';
  Choices: ChoiceRule[];
  Default?: string;
}

export interface WaitState extends StateBase {
  Type: 'Wait';
  Seconds?: number | string;
  Timestamp?: string;
}

export interface SucceedState extends StateBase {
  Type: 'Succeed';
}

export interface FailState extends StateBase {
  Type: 'Fail';
  Error?: string;
  Cause?: string;
}

export interface ParallelState extends StateBase, Fallible {
  Type: 'Parallel';
  Branches: StatesObject[];
  Arguments?: Json;
}

export interface MapState extends StateBase, Fallible {
  Type: 'Map';
  Items?: Json;
  ItemProcessor: StatesObject & { ProcessorConfig?: { Mode?: string } };
  ItemSelector?: Json;
  MaxConcurrency?: number | string;
  ToleratedFailureCount?: number | string;
  ToleratedFailurePercentage?: number | string;
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

/** What a state machine, a branch and an item processor have in common. */
export interface StatesObject {
  StartAt: string;
  States: Record<string, State>;
}

/** A whole state machine. https://states-language.net/#toplevelfields */
export interface Definition extends StatesObject {
  Comment?: string;
  QueryLanguage?: QueryLanguage;
  Version?: string;
  TimeoutSeconds?: number;
}
