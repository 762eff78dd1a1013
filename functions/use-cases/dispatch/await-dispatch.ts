import type { In } from '#domain/appointments/appointment.ts';
import { withFeeNow } from '#domain/appointments/fee-now.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { rankKey } from '#domain/dispatch/queue.ts';
import { Problem } from '#domain/problem.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { type AppointmentRevision, currentRevision } from '#functions/scope/current-revision.ts';
import { dispatchWait, requeue, resumeDispatched } from '#functions/writes/dispatch.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { keepToken } from '#store/delivery/waits.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';

type AwaitDispatch = AppointmentRevision & { overdue: boolean; taskToken: string };

/**
 * Keeps the token of the execution that waits for dispatch, before anything is read: whoever dispatches from then on
 * finds it, and what was dispatched before is resumed here. `overdue`: the promised day is past, so it goes to the head
 * of the queue and is free of charge.
 */
export async function awaitDispatch(
  { overdue, taskToken, ...revision }: AwaitDispatch,
  now: Moment,
): Promise<{ wait: string }> {
  const wait = dispatchWait(revision.revision);
  await keepToken(revision.appointmentId, wait, taskToken, now.ms);
  return withFreshRead(async () => {
    const { appointment: present } = await currentRevision(revision);
    if (present.status === 'ASSIGNED') {
      await commit([resumeDispatched(present, now.ms)]);
    } else if (present.status !== 'QUEUED') {
      throw new Problem('IllegalTransition', { context: { state: present.status } });
    } else if (overdue && !present.overdue) {
      const late = markOverdue(present, now.at);
      await commit([
        ...updateAppointment(present, late, {
          type: 'Overdue',
          at: now.at,
          by: 'system',
          detail: { dueBy: present.triage.dueBy },
        }),
        ...(await requeue(present, late)),
      ]);
    }
    return { wait };
  });
}

/** Late: at the head of the queue, and everything free of charge (强制检定管理办法 art. 15). */
function markOverdue(queued: In<'QUEUED'>, at: string): In<'QUEUED'> {
  const late = { ...queued, overdue: true };
  const key = rankKey({
    appointmentId: queued.id,
    acceptedAt: queued.acceptedAt,
    headStartHours: queued.triage.headStartHours,
    overdue: true,
  });
  const { triage } = withFeeNow(late, referenceOfTriage(late));
  return transition(queued, 'Overdue', { overdue: true, rankKey: key, triage }, at);
}
