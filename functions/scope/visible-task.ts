import type { Principal } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import { maySeeTask, type Task } from '#domain/tasks/task.ts';
import { getTask } from '#store/tasks/tasks.ts';

/** A task in the caller's scope. @throws Problem NotFound. */
export async function visibleTask(id: string, principal: Principal): Promise<Task> {
  const task = await getTask(id);
  if (!maySeeTask(task, principal)) throw new Problem('NotFound');
  return task;
}
