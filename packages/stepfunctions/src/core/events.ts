import type { Json } from '../language/types.ts';

/** What can happen to an execution from outside. */
export type ExecutionEvent =
  | { type: 'Start' }
  | { type: 'Continue' }
  | { type: 'TaskSucceeded'; task: string; output: Json }
  | { type: 'TaskSubmitted'; task: string; output: Json }
  | { type: 'TaskFailed'; task: string; error?: string; cause?: string }
  | { type: 'TokenSucceeded'; task: string; output: Json }
  | { type: 'TokenFailed'; task: string; error?: string; cause?: string }
  | { type: 'Heartbeat'; task: string }
  | { type: 'TimerFired'; timer: string }
  | { type: 'Stop'; error?: string; cause?: string }
  | { type: 'Redrive' };

/** What a step wants done once it has been recorded. */
export type Command =
  | { type: 'RunTask'; task: string; resource: string; parameters: Json; token?: string }
  | { type: 'DropTask'; task: string };

/** One entry of GetExecutionHistory; `details` under the name the API gives them. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
  [details: `${string}EventDetails`]: { [key: string]: Json | undefined } | undefined;
}
