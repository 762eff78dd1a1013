import type { AppointmentDetail } from '#contract/api/appointments.ts';
import type { Reader } from '#functions/caller.ts';
import { visibleAppointment } from '#functions/scope/visible-appointment.ts';
import { appointmentDetail } from '#functions/views/appointment-detail.ts';

/** @throws Problem NotFound, also for somebody else's. */
export const readAppointment = async (
  { id }: { id: string },
  { principal }: Reader,
): Promise<AppointmentDetail> => appointmentDetail(await visibleAppointment(id, principal));
