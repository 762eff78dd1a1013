import type { AppointmentDetail } from '#contract/api/appointments.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import type { HistoryEntry } from '#domain/appointments/history.ts';
import { transition } from '#domain/appointments/transitions.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { visibleFile } from '#functions/scope/visible-file.ts';
import { appointmentDetail, changedDetail } from '#functions/views/appointment-detail.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { getFile } from '#store/appointments/file.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';

/**
 * Asks for an appointment to be cancelled. Its machine then gives back what was taken; a returned one has nothing to
 * give back and is cancelled at once. Cancelling twice is the same as once.
 * @throws Problem NotFound, IllegalTransition when it is completed or failed.
 */
export const cancelAppointment = ({ id, reason }: { id: string; reason: string }, caller: Caller) =>
  once<{ id: string }, AppointmentDetail>(caller, 202, {
    act: (remember) =>
      withFreshRead(async () => {
        const { principal, now } = caller;
        const file = await visibleFile(id, principal);
        const present = file.appointment;
        if (present.status === 'CANCELLING' || present.status === 'CANCELLED') {
          await commit([remember({ id })]);
          return appointmentDetail(file);
        }
        const cancellation = { at: now.at, by: principal.name, reason };
        const next: Appointment =
          present.status === 'RETURNED'
            ? transition(present, 'Withdrawn', { cancellation }, now.at)
            : transition(present, 'CancelRequested', { cancellation }, now.at);
        const event: HistoryEntry = {
          type: 'CancelRequested',
          at: now.at,
          by: principal.name,
          detail: { reason },
        };
        await commit([
          remember({ id }),
          ...updateAppointment(present, next, event),
          ...(next.status === 'CANCELLING'
            ? [addToOutbox({ kind: 'cancel-waits', appointmentId: id, cause: reason }, now.ms)]
            : []),
        ]);
        return changedDetail(next, event, file.history);
      }),
    again: async () => appointmentDetail(await getFile(id)),
  });
