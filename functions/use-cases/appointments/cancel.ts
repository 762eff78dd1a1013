import type { AppointmentDetail } from '#contract/api/appointments.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import { transition } from '#domain/appointments/transitions.ts';
import type { Principal } from '#domain/people/principal.ts';
import { once } from '#functions/idempotency/once.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import {
  appointmentDetail,
  changedDetail,
  visibleAppointment,
} from '#functions/use-cases/appointments/detail.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import type { IdempotencyKey } from '#store/delivery/idempotency.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';

/**
 * Asks for an appointment to be cancelled. Its machine then gives back what was taken; a returned one has nothing to
 * give back and is cancelled at once. Cancelling twice is the same as once.
 * @throws Problem NotFound, IllegalTransition when it is completed or failed.
 */
export const cancelAppointment = (
  id: string,
  reason: string,
  principal: Principal,
  { ms, at }: Moment,
  idempotency: IdempotencyKey,
) =>
  once<AppointmentDetail>(idempotency, ms, 202, (keep) =>
    withFreshRead(async () => {
      const present = await visibleAppointment(id, principal);
      if (present.status === 'CANCELLING' || present.status === 'CANCELLED') {
        const detail = await appointmentDetail(present);
        await commit([keep(detail)]);
        return detail;
      }
      const cancellation = { at, by: principal.name, reason };
      const next: Appointment =
        present.status === 'RETURNED'
          ? transition(present, 'Withdrawn', { cancellation }, at)
          : transition(present, 'CancelRequested', { cancellation }, at);
      const event = { type: 'CancelRequested', at, by: principal.name, detail: { reason } };
      const detail = changedDetail(next, event);
      await commit([
        keep(detail),
        ...updateAppointment(next, event),
        ...(next.status === 'CANCELLING'
          ? [addToOutbox({ kind: 'cancel-waits', appointmentId: id, cause: reason }, ms)]
          : []),
      ]);
      return detail;
    }),
  );
