import * as z from 'zod';
import { Problem } from '#domain/problem.ts';
import { type File, getFile } from '#store/appointments/file.ts';

/** What every step of a machine is about: an appointment, and which submission of it. */
export const AppointmentRevision = z.object({ appointmentId: z.string().min(1), revision: z.int().min(1) });
export type AppointmentRevision = z.infer<typeof AppointmentRevision>;

/**
 * The file of the appointment that a machine works on. @throws Problem Cancelled when it is being cancelled, Superseded
 * when a later revision has an execution of its own, IllegalTransition when it has failed: this execution has nothing
 * more to do, and whatever of it is still alive must open nothing that nobody would close.
 */
export async function currentRevision({ appointmentId, revision }: AppointmentRevision): Promise<File> {
  const file = await getFile(appointmentId);
  const { appointment } = file;
  if (appointment.revision !== revision) throw new Problem('Superseded');
  if (appointment.status === 'CANCELLING' || appointment.status === 'CANCELLED')
    throw new Problem('Cancelled');
  if (appointment.status === 'FAILED')
    throw new Problem('IllegalTransition', { context: { state: appointment.status } });
  return file;
}
