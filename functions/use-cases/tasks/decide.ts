import type { DecisionRequest } from '#contract/api/tasks.ts';
import { type Appointment, isAccepted, reached } from '#domain/appointments/appointment.ts';
import { withFeeNow } from '#domain/appointments/fee-now.ts';
import { below, Problem } from '#domain/problem.ts';
import { applyDecision } from '#domain/tasks/decision.ts';
import { resumption } from '#domain/tasks/resumption.ts';
import { decide, type Task } from '#domain/tasks/task.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import { visibleTask } from '#functions/scope/visible-task.ts';
import { getAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import { freeInstrument } from '#store/ledger/instruments.ts';
import { updateTask } from '#store/tasks/tasks.ts';

/**
 * The only writer of decisions, for single, bulk and every other way in. One transaction closes the task, changes the
 * appointment with its history, and orders the waiting execution to go on.
 * @param base where the decision stands in the body, for the names of its fields.
 * @throws Problem AlreadyDecided with the first decision, TaskClosed, TaskClaimed, NotACandidate, NotFound, Validation,
 * VersionConflict, Cancelled.
 */
export const decideTask = (
  { id, decision, version }: { id: string } & DecisionRequest,
  caller: Caller,
  base = '/decision',
) =>
  once<{ task: Task }>(caller, 200, (saveAnswer) =>
    withFreshRead(async () => {
      const { principal, now } = caller;
      const task = await visibleTask(id, principal);
      const decided = decide(task, decision, principal, now.at, version);
      const before = await getAppointment(task.appointmentId);
      // A later revision, or the end of the appointment, has closed what this task was about.
      if (before.revision !== task.revision)
        throw new Problem('TaskClosed', { context: { status: 'SUPERSEDED' } });
      const { appointment: next, event } = applyDecision(before, task.step, decision, decided.decision);
      const appointment = withFee(next);
      const result = resumption(decided, reached(appointment).waiver);
      const answer = { task: decided };
      await commit([
        saveAnswer(answer),
        updateTask(decided),
        ...updateAppointment(appointment, {
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
        ...freeInstrumentsIfReturned(appointment),
      ]);
      return answer;
    }),
  ).catch((error: unknown) => {
    throw error instanceof Problem ? below(base, error) : error;
  });

/** What is shown of the fee follows each decision: a clerk's prices, a waiver given or refused. */
const withFee = (appointment: Appointment): Appointment =>
  isAccepted(appointment) ? withFeeNow(appointment, referenceOfTriage(appointment)) : appointment;

/** The instruments of a returned appointment may go into another one. */
const freeInstrumentsIfReturned = (appointment: Appointment) =>
  appointment.status === 'RETURNED' ? appointment.lines.map((line) => freeInstrument(appointment, line)) : [];
