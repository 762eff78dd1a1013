import type { Principal } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import { appointmentOfTask, maySeeTask } from '#domain/tasks/task.ts';
import { type File, getFile } from '#store/appointments/file.ts';

/** A task in the caller's scope, and the file that it stands in. */
export type VisibleTask = File & { task: File['tasks'][number] };

/** @throws Problem NotFound. */
export async function visibleTask(id: string, principal: Principal): Promise<VisibleTask> {
  const appointmentId = appointmentOfTask(id);
  if (appointmentId === undefined) throw new Problem('NotFound');
  const file = await getFile(appointmentId);
  const task = file.tasks.find((each) => each.id === id);
  if (!task || !maySeeTask(task, principal)) throw new Problem('NotFound');
  return { ...file, task };
}
