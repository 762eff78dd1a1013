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

/** The states in the order in which they were entered. */
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

/** Three states in a row: which state led to which, by way of which. The first of them is null at the start. */
export function turns({ events }: Recorded): [before: string | null, at: string, after: string][] {
  const byId = new Map(events.map((event) => [event.id, event]));
  const before = ({ previousEventId }: HistoryEvent) => byId.get(previousEventId);
  return events.flatMap((event): [string | null, string, string][] => {
    const after = event.stateEnteredEventDetails?.name;
    const left = before(event);
    const at = left?.stateExitedEventDetails?.name;
    // A Choice leaves in the step in which it was entered; a state that takes time is not asked for here.
    const came = left && before(left);
    if (!after || !at || came?.stateEnteredEventDetails?.name !== at) return [];
    return [[before(came)?.stateExitedEventDetails?.name ?? null, at, after]];
  });
}

/** How often each visit to a state has scheduled its task. */
function visits({ events }: Recorded): { name: string; schedules: number }[] {
  const inState = new Map<number, { name: string; schedules: number }>();
  for (const { id, previousEventId, type, stateEnteredEventDetails } of events) {
    const before = inState.get(previousEventId);
    const now = stateEnteredEventDetails ? { name: stateEnteredEventDetails.name, schedules: 0 } : before;
    if (!now) continue;
    if (type === 'TaskScheduled') now.schedules += 1;
    inState.set(id, now);
  }
  return [...new Set(inState.values())];
}

/** States whose task was scheduled again without leaving the state. */
export const retried = (recorded: Recorded): string[] => [
  ...new Set(visits(recorded).flatMap(({ name, schedules }) => (schedules > 1 ? [name] : []))),
];

/** What AWS counts and charges: states that were entered, and retries. https://aws.amazon.com/step-functions/pricing/ */
export const transitions = (recorded: Recorded): number =>
  visits(recorded).reduce((sum, { schedules }) => sum + Math.max(1, schedules), 0);
