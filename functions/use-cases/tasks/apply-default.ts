import { type Appointment, isTriaged } from '#domain/appointments/appointment.ts';
import type { WaiverState } from '#domain/appointments/parts.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { Problem } from '#domain/problem.ts';
import { applySilence } from '#domain/tasks/decision.ts';
import type { TaskStep } from '#domain/tasks/steps.ts';
import { expire, isOpen, taskId } from '#domain/tasks/task.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { currentRevision } from '#functions/scope/current-revision.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { commit, type Write, withFreshRead } from '#store/dynamodb/transaction.ts';
import { freeInstrument } from '#store/ledger/instruments.ts';
import { findTask, updateTask } from '#store/tasks/tasks.ts';

/**
 * Nobody accepted or returned it in time: it is accepted. An enterprise does not wait for a desk. Only evidence that
 * contradicts the register is returned to be put right: a waiver is not given by nobody's having looked. What a clerk
 * decided at the last moment counts.
 */
export const acceptByDefault = (
  appointmentId: string,
  revision: number,
  now: Moment,
): Promise<{ route: 'accepted' | 'returned' }> =>
  withFreshRead(async () => {
    const present = await currentRevision(appointmentId, revision);
    if (present.status === 'RETURNED') return { route: 'returned' };
    if (present.status !== 'IN_REVIEW') return { route: 'accepted' };
    const next = present.triage.disputed
      ? transition(present, 'Returned', { returned: contradiction(now.at) }, now.at)
      : transition(present, 'Accepted', {}, now.at);
    const returned = next.status === 'RETURNED';
    await commit([
      ...updateAppointment(next, {
        type: returned ? 'ReturnedByDefault' : 'AcceptedByDefault',
        at: now.at,
        by: 'system',
      }),
      ...(await expired(present, ['intake-review'], now.at, returned ? 'return' : 'accept')),
      ...(returned ? next.lines.map((line) => freeInstrument(next, line)) : []),
    ]);
    return { route: returned ? 'returned' : 'accepted' };
  });

const contradiction = (at: string) => ({
  at,
  by: 'system',
  reason:
    '所交材料与登记信息不一致，请更正其一后重新提交。 The evidence contradicts the register: correct one of them and submit again.',
  lines: [],
});

export type WaiverOutcome = { outcome: string; ratePercent: number; countersign: boolean };

/**
 * Nobody decided the waiver in time: the policy's default holds, in the transaction that closes the task. A review of
 * the last moment counts: one that must be countersigned goes on to be, if nobody has been asked yet.
 */
export const decideWaiverByDefault = (
  appointmentId: string,
  revision: number,
  now: Moment,
): Promise<WaiverOutcome> =>
  withFreshRead(async () => {
    const present = await currentRevision(appointmentId, revision);
    if (!isTriaged(present)) throw new Problem('IllegalTransition', { context: { state: present.status } });
    const { status } = present.waiver;
    const asked = await findTask(taskId(appointmentId, revision, 'waiver-countersign', 0));
    if (status === 'countersign' ? !asked : status !== 'pending') return outcomeOf(present.waiver);
    const rule = present.triage.quote.waiver;
    const silence = rule.status === 'to-decide' ? rule.onSilence : { outcome: 'reject' as const };
    const { appointment, event } = applySilence(present, silence, now.at);
    await commit([
      ...updateAppointment(appointment, { type: event, at: now.at, by: 'system', detail: { ...silence } }),
      ...(await expired(present, ['waiver-review', 'waiver-countersign'], now.at, silence.outcome)),
    ]);
    return outcomeOf(appointment.waiver);
  });

const outcomeOf = ({ status, ratePercent }: WaiverState): WaiverOutcome => ({
  outcome: status,
  ratePercent: ratePercent ?? 0,
  countersign: status === 'countersign',
});

/** The open tasks of these steps, closed with what holds instead. */
async function expired(
  appointment: Appointment,
  of: TaskStep[],
  at: string,
  byDefault: string,
): Promise<Write[]> {
  const tasks = await Promise.all(
    of.map((step) => findTask(taskId(appointment.id, appointment.revision, step, 0))),
  );
  return tasks.flatMap((task) => (task && isOpen(task) ? [updateTask(expire(task, at, byDefault))] : []));
}
