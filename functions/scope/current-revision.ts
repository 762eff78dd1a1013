import type { Appointment } from '#domain/appointments/appointment.ts';
import { Problem } from '#domain/problem.ts';
import { getAppointment } from '#store/appointments/appointments.ts';

/**
 * The appointment that a machine conducts. @throws Problem Cancelled when it is being cancelled, Superseded when a
 * later revision has an execution of its own, IllegalTransition when it has failed: this execution has nothing more to
 * do, and whatever of it is still alive must open nothing that nobody would close.
 */
export async function currentRevision(appointmentId: string, revision: number): Promise<Appointment> {
  const appointment = await getAppointment(appointmentId);
  if (appointment.revision !== revision) throw new Problem('Superseded');
  if (appointment.status === 'CANCELLING' || appointment.status === 'CANCELLED')
    throw new Problem('Cancelled');
  if (appointment.status === 'FAILED')
    throw new Problem('IllegalTransition', { context: { state: appointment.status } });
  return appointment;
}
