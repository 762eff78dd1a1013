import type { Appointment } from '#domain/appointments/appointment.ts';
import { maySee, type Principal } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import { getAppointment } from '#store/appointments/appointments.ts';

/** An appointment in the caller's scope. @throws Problem NotFound, also for somebody else's: it does not exist. */
export async function visibleAppointment(id: string, principal: Principal): Promise<Appointment> {
  const appointment = await getAppointment(id);
  if (!maySee(principal, appointment)) throw new Problem('NotFound');
  return appointment;
}
