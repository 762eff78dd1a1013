import { defineWorker } from '#functions/define-worker.ts';
import { AppointmentRevision } from '#functions/scope/current-revision.ts';
import { closeAppointment } from '#functions/use-cases/appointments/close.ts';

export const handler = defineWorker(AppointmentRevision, closeAppointment);
