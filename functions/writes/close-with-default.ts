import type { TaskStep } from '#domain/tasks/steps.ts';
import { expire, isOpen } from '#domain/tasks/task.ts';
import type { File } from '#store/appointments/file.ts';
import type { Write } from '#store/dynamodb/transaction.ts';
import { updateTask } from '#store/tasks/tasks.ts';

/** The open tasks of these steps, closed with what holds instead of a decision. */
export const closeWithDefault = (
  { appointment, tasks }: File,
  of: readonly TaskStep[],
  at: string,
  byDefault: string,
): Write[] =>
  tasks.flatMap((task) =>
    task.revision === appointment.revision && of.includes(task.step) && isOpen(task)
      ? [updateTask(expire(task, at, byDefault))]
      : [],
  );
