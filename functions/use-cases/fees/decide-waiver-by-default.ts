import { isTriaged } from '#domain/appointments/appointment.ts';
import { withFeeNow } from '#domain/appointments/fee-now.ts';
import type { WaiverState } from '#domain/appointments/parts.ts';
import { Problem } from '#domain/problem.ts';
import { taskId } from '#domain/tasks/task.ts';
import { applySilence } from '#domain/tasks/waiver-decision.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { type AppointmentRevision, currentRevision } from '#functions/scope/current-revision.ts';
import { closeWithDefault } from '#functions/writes/close-with-default.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import { findTask } from '#store/tasks/tasks.ts';

export type WaiverOutcome = { outcome: string; ratePercent: number; countersign: boolean };

/**
 * Nobody decided the waiver in time: the policy's default holds, in the transaction that closes the task. A review of
 * the last moment counts: one that must be countersigned goes on to be, if nobody has been asked yet.
 */
export const decideWaiverByDefault = (request: AppointmentRevision, { at }: Moment): Promise<WaiverOutcome> =>
  withFreshRead(async () => {
    const present = await currentRevision(request);
    if (!isTriaged(present)) throw new Problem('IllegalTransition', { context: { state: present.status } });
    const { status } = present.waiver;
    const asked = await findTask(taskId(present.id, present.revision, 'waiver-countersign', 0));
    if (status === 'countersign' ? !asked : status !== 'pending') return outcomeOf(present.waiver);
    const rule = present.triage.quote.waiver;
    const silence = rule.status === 'to-decide' ? rule.onSilence : { outcome: 'reject' as const };
    const { appointment: decided, event } = applySilence(present, silence, at);
    const appointment = withFeeNow(decided, referenceOfTriage(decided));
    await commit([
      ...updateAppointment(appointment, { type: event, at, by: 'system', detail: { ...silence } }),
      ...(await closeWithDefault(present, ['waiver-review', 'waiver-countersign'], at, silence.outcome)),
    ]);
    return outcomeOf(appointment.waiver);
  });

const outcomeOf = ({ status, ratePercent }: WaiverState): WaiverOutcome => ({
  outcome: status,
  ratePercent: ratePercent ?? 0,
  countersign: status === 'countersign',
});
