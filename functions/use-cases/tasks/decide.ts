import type { DecisionRequest } from '#contract/api/tasks.ts';
import { type Appointment, isAccepted, reached } from '#domain/appointments/appointment.ts';
import { withFeeNow } from '#domain/appointments/fee-now.ts';
import type { Principal } from '#domain/people/principal.ts';
import { below, Problem } from '#domain/problem.ts';
import { applyDecision, resumption } from '#domain/tasks/decision.ts';
import { claim, decide, maySeeTask, release, requireOpen, type Task } from '#domain/tasks/task.ts';
import { once } from '#functions/idempotency/once.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { getAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import type { IdempotencyKey } from '#store/delivery/idempotency.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import { freeInstrument } from '#store/ledger/instruments.ts';
import { getTask, updateTask } from '#store/tasks/tasks.ts';

/** A task in the caller's scope. @throws Problem NotFound. */
export async function visibleTask(id: string, principal: Principal): Promise<Task> {
  const task = await getTask(id);
  if (!maySeeTask(task, principal)) throw new Problem('NotFound');
  return task;
}

/**
 * The only writer of decisions, for single, bulk and every other way in. One transaction closes the task, changes the
 * appointment with its history, and orders the waiting execution to go on.
 * @throws Problem AlreadyDecided with the first decision, TaskClosed, TaskClaimed, NotACandidate, NotFound, Validation,
 * VersionConflict, Cancelled. `base`: where the decision stands in the body, for the names of its fields.
 */
export const decideTask = (
  id: string,
  { decision, version }: DecisionRequest,
  principal: Principal,
  { ms, at }: Moment,
  idempotency: IdempotencyKey,
  base = '/decision',
) =>
  once<{ task: Task }>(idempotency, ms, 200, (keep) =>
    withFreshRead(async () => {
      const task = await visibleTask(id, principal);
      const decided = decide(task, decision, principal, at, version);
      const before = await getAppointment(task.appointmentId);
      // A later revision, or the end of the appointment, has closed what this task was about.
      if (before.revision !== task.revision)
        throw new Problem('TaskClosed', { context: { status: 'SUPERSEDED' } });
      const { appointment: next, event } = applyDecision(before, task.step, decision, decided.decision);
      const appointment = withFee(next);
      const result = resumption(decided, reached(appointment).waiver);
      const answer = { task: decided };
      await commit([
        keep(answer),
        updateTask(decided),
        ...updateAppointment(appointment, {
          type: event,
          at,
          by: principal.name,
          detail: {
            task: id,
            outcome: decision.outcome,
            ...('reason' in decision && { reason: decision.reason }),
          },
        }),
        addToOutbox({ kind: 'resume', appointmentId: task.appointmentId, wait: id, ...result }, ms),
        ...freed(appointment),
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
const freed = (appointment: Appointment) =>
  appointment.status === 'RETURNED' ? appointment.lines.map((line) => freeInstrument(appointment, line)) : [];

/** Claims a task. @throws Problem TaskClaimed, AlreadyDecided, TaskClosed, NotACandidate, NotFound. */
export const claimTask = (id: string, principal: Principal, now: Moment, idempotency: IdempotencyKey) =>
  hold(id, principal, now, idempotency, (task) => claim(task, principal, now.at));

/** Gives a claimed task back. @throws Problem as claiming. */
export const releaseTask = (id: string, principal: Principal, now: Moment, idempotency: IdempotencyKey) =>
  hold(id, principal, now, idempotency, (task) => release(task, principal));

const hold = (
  id: string,
  principal: Principal,
  { ms }: Moment,
  idempotency: IdempotencyKey,
  change: (task: Task) => Task,
) =>
  once<{ task: Task }>(idempotency, ms, 200, (keep) =>
    withFreshRead(async () => {
      const present = requireOpen(await visibleTask(id, principal));
      const next = change(present);
      const answer = { task: next };
      await commit([keep(answer), ...(next === present ? [] : [updateTask(next)])]);
      return answer;
    }),
  );
