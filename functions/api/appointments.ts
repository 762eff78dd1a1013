import { appointmentRoutes } from '#contract/api/appointments.ts';
import { defineApi } from '#functions/define-api.ts';
import { cancelAppointment } from '#functions/use-cases/appointments/cancel.ts';
import { listAppointments } from '#functions/use-cases/appointments/list-appointments.ts';
import { readAppointment } from '#functions/use-cases/appointments/read-appointment.ts';
import { resubmitAppointment } from '#functions/use-cases/appointments/resubmit.ts';
import { submitAppointment } from '#functions/use-cases/appointments/submit.ts';

export const handler = defineApi(appointmentRoutes, {
  submitAppointment,
  listAppointments,
  readAppointment,
  cancelAppointment,
  resubmitAppointment,
});
