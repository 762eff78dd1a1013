import type { AppointmentDetail } from '#contract/api/appointments.ts';
import type { Reader } from '#functions/caller.ts';
import { visibleFile } from '#functions/scope/visible-file.ts';
import { appointmentDetail } from '#functions/views/appointment-detail.ts';

/** @throws Problem NotFound, also for somebody else's. */
export const readAppointment = async (
  { id }: { id: string },
  { principal }: Reader,
): Promise<AppointmentDetail> => appointmentDetail(await visibleFile(id, principal));
