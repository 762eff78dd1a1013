import { limits } from '#domain/appointments/limits.ts';
import type { Begun } from '#domain/intake/admission.ts';
import type { EffectivePolicy } from '#domain/policy/policy.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import type { Write } from '#store/dynamodb/transaction.ts';

/** Starts the machine of an appointment's revision, with the small decisions that it goes by. */
export const startMachine = (appointment: Begun, policy: EffectivePolicy, nowMs: number): Write => {
  const { id, revision, triage, requestedDate, status } = appointment;
  return addToOutbox(
    {
      kind: 'start',
      input: {
        appointmentId: id,
        revision,
        route: status === 'IN_REVIEW' ? 'review' : 'accepted',
        waiver: triage.quote.waiver.status === 'to-decide' ? 'decide' : 'none',
        limits: limits(triage, policy, triage.at, requestedDate),
        triagedAt: nowMs,
      },
    },
    nowMs,
  );
};
