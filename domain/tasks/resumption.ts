import type { WaiverState } from '#domain/appointments/parts.ts';
import type { Decided } from '#domain/tasks/outcome.ts';
import type { TaskStep } from '#domain/tasks/steps.ts';
import type { Task } from '#domain/tasks/task.ts';

/** What a waiting machine goes on with: an output, or the error that sends it back. */
export type Resumption = { output: Record<string, unknown> } | { error: { error: string; cause: string } };
type Resume = (decision: Decided, waiver: WaiverState) => Resumption;

const outcomeOf: Resume = ({ outcome }) => ({ output: { outcome } });

const unlessRejected: Resume = (decision, waiver) =>
  decision.outcome === 'reject'
    ? { error: { error: 'Rejected', cause: decision.reason ?? '' } }
    : outcomeOf(decision, waiver);

const ofWaiver: Resume = ({ outcome }, waiver) => ({
  output: { outcome, ratePercent: waiver.ratePercent ?? 0 },
});

/** Above the limit the machine goes another way than on: the error has a name of its own there. */
const unlessAboveLimit: Resume = (decision, waiver) =>
  waiver.status === 'countersign'
    ? { error: { error: 'AboveTheLimit', cause: `${waiver.ratePercent ?? 0} %` } }
    : ofWaiver(decision, waiver);

const resumptions: Record<TaskStep, Resume> = {
  'intake-review': ({ outcome }) => ({ output: { route: outcome === 'return' ? 'returned' : 'accepted' } }),
  receive: outcomeOf,
  test: outcomeOf,
  check: unlessRejected,
  authorise: unlessRejected,
  'waiver-review': unlessAboveLimit,
  'waiver-countersign': ofWaiver,
};

/** How the machine that waits for a task goes on once it is decided. */
export const resumption = (
  task: Pick<Task, 'step'> & { decision: Decided },
  waiver: WaiverState,
): Resumption => resumptions[task.step](task.decision, waiver);
