import { type Appointment, reached } from '#domain/appointments/appointment.ts';
import { failureOf, type ReportedError } from '#domain/appointments/failure.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { cancelTask, isOpen } from '#domain/tasks/task.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import type { AppointmentRevision } from '#functions/scope/current-revision.ts';
import { givenBack } from '#functions/writes/minutes.ts';
import { getAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { leaveQueue } from '#store/dispatch/queue.ts';
import { getShift, updateShift } from '#store/dispatch/shifts.ts';
import { commit, type Write, withFreshRead } from '#store/dynamodb/transaction.ts';
import { freeInstrument } from '#store/ledger/instruments.ts';
import { getTask, listTasksOf, updateTask } from '#store/tasks/tasks.ts';

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
    const present = await getAppointment(appointmentId);
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
      ...updateAppointment(next, {
        type: next.status === 'CANCELLED' ? 'Cancelled' : 'Failed',
        at: now.at,
        by: 'system',
        ...(next.status === 'FAILED' && { detail: { code: failure.code } }),
      }),
      ...(await whatWasTaken(present)),
      ...(await openTasks(appointmentId, now.at)),
      ...present.lines.map((line) => freeInstrument(present, line)),
      // Whatever of its executions is still waiting would wait for nothing.
      addToOutbox({ kind: 'cancel-waits', appointmentId, cause: report.cause }, now.ms),
    ]);
    return { outcome: next.status, ...report };
  });

const settled: Appointment['status'][] = ['RETURNED', 'COMPLETED', 'CANCELLED', 'FAILED'];

/** The place in the queue, or the minutes of the shift: taking the one gave up the other. */
async function whatWasTaken(appointment: Appointment): Promise<Write[]> {
  const { assignment, rankKey } = reached(appointment);
  if (assignment) {
    const { shiftId, minutes } = assignment;
    return [updateShift(givenBack(await getShift(shiftId), minutes))];
  }
  return rankKey ? [leaveQueue(appointment.unit, rankKey)] : [];
}

/** Which there are says an index, which may lag; how they stand, the tasks themselves. */
async function openTasks(appointmentId: string, at: string): Promise<Write[]> {
  const listed = (await listTasksOf(appointmentId)).filter(isOpen);
  const tasks = await Promise.all(listed.map(({ id }) => getTask(id)));
  return tasks.flatMap((task) => (isOpen(task) ? [updateTask(cancelTask(task, at))] : []));
}
