import { isCandidate, isOpen } from '#domain/tasks/task.ts';
import type { Reader } from '#functions/caller.ts';
import { visibleTask } from '#functions/scope/visible-task.ts';

/** A task, what it is about, and whether the caller may decide it. @throws Problem NotFound. */
export async function readTask({ id }: { id: string }, { principal }: Reader) {
  const { task, appointment } = await visibleTask(id, principal);
  return { task, appointment, mayDecide: isOpen(task) && isCandidate(task, principal) };
}
