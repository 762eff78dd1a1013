import { maySee, type Principal } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import { type File, getFile } from '#store/appointments/file.ts';

/** The file of an appointment in the caller's scope. @throws Problem NotFound, also for somebody else's: it does not exist. */
export async function visibleFile(id: string, principal: Principal): Promise<File> {
  const file = await getFile(id);
  if (!maySee(principal, file.appointment)) throw new Problem('NotFound');
  return file;
}
