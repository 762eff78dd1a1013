import type { MachineName } from '#contract/index.ts';

export type HistoryEvent = {
  id: number;
  previousEventId: number;
  type: string;
  stateEnteredEventDetails?: { name: string; input: string };
  stateExitedEventDetails?: { name: string };
  [details: string]: unknown;
};

/** One execution as its history tells it. */
export type Recorded = {
  machine: MachineName;
  name: string;
  status: string;
  input: Record<string, unknown>;
  output?: unknown;
  error?: string;
  cause?: string;
  events: HistoryEvent[];
};

/** The states in the order in which they were entered: what AWS counts and charges. */
export const entered = ({ events }: Recorded): string[] =>
  events.flatMap(({ stateEnteredEventDetails: details }) => (details ? [details.name] : []));

/** From which state to which: pairs that follow from `previousEventId`, so branches do not mix. */
export function steps({ events }: Recorded): [from: string, to: string][] {
  const left = new Map(
    events.flatMap(({ id, stateExitedEventDetails }) =>
      stateExitedEventDetails ? [[id, stateExitedEventDetails.name] as const] : [],
    ),
  );
  return events.flatMap(({ previousEventId, stateEnteredEventDetails }): [string, string][] => {
    const from = left.get(previousEventId);
    return from && stateEnteredEventDetails ? [[from, stateEnteredEventDetails.name]] : [];
  });
}

/** States whose task was scheduled again without leaving the state. */
export function retried({ events }: Recorded): string[] {
  const inState = new Map<number, { name: string; schedules: number }>();
  for (const { id, previousEventId, type, stateEnteredEventDetails } of events) {
    const before = inState.get(previousEventId);
    const now = stateEnteredEventDetails ? { name: stateEnteredEventDetails.name, schedules: 0 } : before;
    if (!now) continue;
    if (type === 'TaskScheduled') now.schedules += 1;
    inState.set(id, now);
  }
  return [...new Set([...inState.values()].filter(({ schedules }) => schedules > 1).map(({ name }) => name))];
}
