import type { Appointment } from '#domain/appointments/appointment.ts';
import type { TaskStep } from '#domain/tasks/steps.ts';
import { expire, isOpen, taskId } from '#domain/tasks/task.ts';
import type { Write } from '#store/dynamodb/transaction.ts';
import { findTask, updateTask } from '#store/tasks/tasks.ts';

/** The open tasks of these steps, closed with what holds instead of a decision. */
export async function closeWithDefault(
  appointment: Appointment,
  of: TaskStep[],
  at: string,
  byDefault: string,
): Promise<Write[]> {
  const tasks = await Promise.all(
    of.map((step) => findTask(taskId(appointment.id, appointment.revision, step, 0))),
  );
  return tasks.flatMap((task) => (task && isOpen(task) ? [updateTask(expire(task, at, byDefault))] : []));
}
