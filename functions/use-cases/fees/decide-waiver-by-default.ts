import { type Appointment, isAccepted } from '#domain/appointments/appointment.ts';
import { withFeeNow } from '#domain/appointments/fee-now.ts';
import type { WaiverState } from '#domain/appointments/parts.ts';
import { applySilence } from '#domain/tasks/waiver-decision.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { type AppointmentRevision, currentRevision } from '#functions/scope/current-revision.ts';
import { closeWithDefault } from '#functions/writes/close-with-default.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';

export type WaiverOutcome = { outcome: string; ratePercent: number; countersign: boolean };

/**
 * Nobody decided the waiver in time: the policy's default holds, in the transaction that closes the task. A review of
 * the last moment counts: one that must be countersigned goes on to be, if nobody has been asked yet.
 */
export const decideWaiverByDefault = (request: AppointmentRevision, { at }: Moment): Promise<WaiverOutcome> =>
  withFreshRead(async () => {
    const file = await currentRevision(request);
    const present = file.appointment;
    const { status } = present.waiver;
    const asked = file.tasks.some(
      ({ step, revision }) => step === 'waiver-countersign' && revision === present.revision,
    );
    if (status === 'countersign' ? !asked : status !== 'pending') return outcomeOf(present.waiver);
    const rule = present.triage.quote.waiver;
    const silence = rule.status === 'to-decide' ? rule.onSilence : { outcome: 'reject' as const };
    const { appointment: decided, event } = applySilence(present, silence, at);
    const appointment = withFee(decided);
    await commit([
      ...updateAppointment(present, appointment, { type: event, at, by: 'system', detail: { ...silence } }),
      ...closeWithDefault(file, ['waiver-review', 'waiver-countersign'], at, silence.outcome),
    ]);
    return outcomeOf(appointment.waiver);
  });

const withFee = (appointment: Appointment): Appointment =>
  isAccepted(appointment) ? withFeeNow(appointment, referenceOfTriage(appointment)) : appointment;

const outcomeOf = ({ status, ratePercent }: WaiverState): WaiverOutcome => ({
  outcome: status,
  ratePercent: ratePercent ?? 0,
  countersign: status === 'countersign',
});
