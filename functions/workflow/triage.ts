import { defineWorker } from '#functions/define-worker.ts';
import { AppointmentRevision } from '#functions/scope/current-revision.ts';
import { triageAppointment } from '#functions/use-cases/appointments/triage.ts';

export const handler = defineWorker(AppointmentRevision, triageAppointment);
