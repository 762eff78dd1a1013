import type { Appointment } from '#domain/appointments/appointment.ts';
import { failureOf, type ReportedError } from '#domain/appointments/failure.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { cancelTask, isOpen } from '#domain/tasks/task.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import type { AppointmentRevision } from '#functions/scope/current-revision.ts';
import { whatDispatchTook } from '#functions/writes/dispatch.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { getFile } from '#store/appointments/file.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import { findInstruments, freeInstruments } from '#store/ledger/instruments.ts';
import { updateTask } from '#store/tasks/tasks.ts';

export type Released = { outcome: Appointment['status']; error: string; cause: string };

/**
 * Ends an appointment that cannot or shall not go on: capacity given back, its place in the queue and its instruments
 * freed, open tasks closed, and a reason that a person can read, in one transaction. One that has ended already, or is
 * in the hands of a later revision, stays as it is.
 */
export const releaseAppointment = (
  { appointmentId, revision, failure: reported }: AppointmentRevision & { failure: ReportedError },
  now: Moment,
): Promise<Released> =>
  withFreshRead(async () => {
    const { appointment: present, tasks } = await getFile(appointmentId);
    const failure = failureOf(reported);
    const report = { error: failure.code, cause: failure.reason.en };
    if (present.revision !== revision || settled.includes(present.status)) {
      return { outcome: present.status, ...report };
    }
    const next: Appointment =
      present.status === 'CANCELLING'
        ? transition(present, 'Cancelled', {}, now.at)
        : transition(present, 'Failed', { failure: { at: now.at, ...failure } }, now.at);
    await commit([
      ...updateAppointment(present, next, {
        type: next.status === 'CANCELLED' ? 'Cancelled' : 'Failed',
        at: now.at,
        by: 'system',
        ...(next.status === 'FAILED' && { detail: { code: failure.code } }),
      }),
      ...(await whatDispatchTook(present)),
      ...tasks.flatMap((task) => (isOpen(task) ? [updateTask(cancelTask(task, now.at))] : [])),
      ...freeInstruments(present, await findInstruments(present)),
      // Whatever of its executions is still waiting would wait for nothing.
      addToOutbox({ kind: 'cancel-waits', appointmentId, cause: report.cause }, now.ms),
    ]);
    return { outcome: next.status, ...report };
  });

const settled: Appointment['status'][] = ['RETURNED', 'COMPLETED', 'CANCELLED', 'FAILED'];
