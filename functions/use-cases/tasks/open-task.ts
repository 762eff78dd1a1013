import type { Appointment } from '#domain/appointments/appointment.ts';
import type { Deadlines } from '#domain/policy/policy.ts';
import { Problem } from '#domain/problem.ts';
import { dueAt, openedTask, type TaskRequest } from '#domain/tasks/opening.ts';
import { resumption } from '#domain/tasks/resumption.ts';
import { escalate, isOpen, type Task, taskId } from '#domain/tasks/task.ts';
import { localDate } from '#domain/time/calendar.ts';
import { referenceFor } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { type AppointmentRevision, currentRevision } from '#functions/scope/current-revision.ts';
import { requireVersion } from '#store/appointments/appointments.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { keepToken } from '#store/delivery/waits.ts';
import { commit, type Write, withFreshRead } from '#store/dynamodb/transaction.ts';
import { createTask, updateTask } from '#store/tasks/tasks.ts';

type OpenTask = AppointmentRevision & TaskRequest & { taskToken: string };

/**
 * Asks a candidate group to decide. The token of the execution that waits is kept before anything is read: whatever
 * happens to the appointment or the task from then on finds it, and what happened before is seen here. A decision that
 * fell while the machine changed its mind (its time ran out, it escalates) counts: the new token is resumed with it.
 * @throws Problem Cancelled, Superseded.
 */
export async function openTask(request: OpenTask, now: Moment): Promise<{ task: string }> {
  const { appointmentId, revision, step, round, taskToken } = request;
  const id = taskId(appointmentId, revision, step, round);
  await keepToken(appointmentId, id, taskToken, now.ms);
  return withFreshRead(async () => {
    const { appointment, tasks } = await currentRevision(request);
    const present = tasks.find((task) => task.id === id);
    const writes = present
      ? reopened(present, appointment, request, now)
      : [
          requireVersion(appointment),
          createTask(openedTask(appointment, request, deadlinesOf(appointment, now), now)),
        ];
    if (writes.length > 0) await commit(writes);
    return { task: id };
  });
}

function reopened(task: Task, appointment: Appointment, request: TaskRequest, now: Moment): Write[] {
  const { ms, at } = now;
  if (task.status === 'DECIDED') {
    const { appointmentId, id: wait } = task;
    const result = resumption(task, appointment.waiver);
    return [addToOutbox({ kind: 'resume', appointmentId, wait, ...result }, ms)];
  }
  if (!isOpen(task)) throw new Problem(task.status === 'CANCELLED' ? 'Cancelled' : 'Superseded');
  if (!request.escalate || task.escalatedAt !== null) return [];
  return [updateTask(escalate(task, at, dueAt(appointment, request, deadlinesOf(appointment, now), ms)))];
}

const deadlinesOf = ({ unit }: Appointment, { ms }: Moment): Deadlines =>
  referenceFor(unit, localDate(ms)).policy.deadlines;
