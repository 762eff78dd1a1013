import type { DecisionRequest } from '#contract/api/tasks.ts';
import { type Appointment, isAccepted } from '#domain/appointments/appointment.ts';
import { withFeeNow } from '#domain/appointments/fee-now.ts';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import { below, Problem } from '#domain/problem.ts';
import { applyDecision } from '#domain/tasks/decision.ts';
import { resumption } from '#domain/tasks/resumption.ts';
import { decide, type Task } from '#domain/tasks/task.ts';
import type { Caller } from '#functions/caller.ts';
import { onceDecided } from '#functions/idempotency/once-decided.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import { visibleTask } from '#functions/scope/visible-task.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { commit, type Write, withFreshRead } from '#store/dynamodb/transaction.ts';
import { findInstruments, freeInstruments } from '#store/ledger/instruments.ts';
import { updateTask } from '#store/tasks/tasks.ts';

/**
 * The only writer of decisions, for single, bulk and every other way in. One transaction closes the task, changes the
 * appointment with its history, and orders the waiting execution to go on. The task itself keeps which request has
 * decided it, so that a retry gets the same answer.
 * @param base where the decision stands in the body, for the names of its fields.
 * @throws Problem AlreadyDecided with the first decision, TaskClosed, TaskClaimed, NotACandidate, NotFound, Validation,
 * VersionConflict, Cancelled.
 */
export const decideTask = (
  { id, ...request }: { id: string } & DecisionRequest,
  caller: Caller,
  base = '/decision',
) =>
  onceDecided<{ task: Task }>(
    caller,
    200,
    (under) => withFreshRead(() => decideNow(id, request, caller, under)).catch(namedBelow(base)),
    async () => {
      const { task, decidedUnder } = await visibleTask(id, caller.principal);
      return { under: decidedUnder.get(id), answer: { task } };
    },
  );

async function decideNow(
  id: string,
  { decision, version }: DecisionRequest,
  { principal, now }: Caller,
  under: string,
): Promise<{ task: Task }> {
  const { task, appointment: before } = await visibleTask(id, principal);
  const decided = decide(task, decision, principal, now.at, version);
  // A later revision, or the end of the appointment, has closed what this task was about.
  if (before.revision !== task.revision)
    throw new Problem('TaskClosed', { context: { status: 'SUPERSEDED' } });
  const { appointment: next, event } = applyDecision(before, task.step, decision, decided.decision);
  const appointment = withFee(next);
  const result = resumption(decided, appointment.waiver);
  await commit([
    updateTask(decided, under),
    ...updateAppointment(before, appointment, {
      type: event,
      at: now.at,
      by: principal.name,
      detail: {
        task: id,
        outcome: decision.outcome,
        ...('reason' in decision && { reason: decision.reason }),
      },
    }),
    addToOutbox({ kind: 'resume', appointmentId: task.appointmentId, wait: id, ...result }, now.ms),
    ...(task.step === 'intake-review' ? await afterIntake(appointment) : []),
  ]);
  return { task: decided };
}

/** What is shown of the fee follows each decision: a clerk's prices, a waiver given or refused. */
const withFee = (appointment: Appointment): Appointment =>
  isAccepted(appointment) ? withFeeNow(appointment, referenceOfTriage(appointment)) : appointment;

/** What was accepted waits for dispatch from now on; the instruments of what was returned may go into another one. */
async function afterIntake(appointment: Appointment): Promise<Write[]> {
  if (appointment.status === 'QUEUED') return [enterQueue(queueEntryOf(appointment))];
  return freeInstruments(appointment, await findInstruments(appointment));
}

const namedBelow = (base: string) => (error: unknown) => {
  throw error instanceof Problem ? below(base, error) : error;
};
