import { type Appointment, reached } from '#domain/appointments/appointment.ts';
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
import { saveToken } from '#store/delivery/waits.ts';
import { commit, type Write, withFreshRead } from '#store/dynamodb/transaction.ts';
import { createTask, findTask, requireTaskVersion, updateTask } from '#store/tasks/tasks.ts';

type OpenTask = AppointmentRevision & TaskRequest & { taskToken: string };

/**
 * Asks a candidate group to decide and keeps the token of the execution that waits for it. Asked again, it keeps the
 * newer token. A decision that fell while the machine changed its mind (its time ran out, it escalates) counts: the new
 * token is resumed with it at once.
 * @throws Problem Cancelled, Superseded.
 */
export const openTask = (request: OpenTask, now: Moment): Promise<{ task: string }> =>
  withFreshRead(async () => {
    const { appointmentId, revision, step, round } = request;
    const appointment = await currentRevision(request);
    const id = taskId(appointmentId, revision, step, round);
    const present = await findTask(id);
    const writes = present
      ? reopen(present, appointment, request, now)
      : [createTask(openedTask(appointment, request, deadlinesOf(appointment, now), now))];
    // A cancellation fails the waits it finds: a token that came after it unseen would wait for nothing.
    await commit([
      requireVersion(appointment),
      ...writes,
      saveToken(appointmentId, id, request.taskToken, now.ms),
    ]);
    return { task: id };
  });

function reopen(task: Task, appointment: Appointment, request: TaskRequest, now: Moment): Write[] {
  const { ms, at } = now;
  if (task.status === 'DECIDED') {
    const result = resumption(task, reached(appointment).waiver);
    return [
      requireTaskVersion(task),
      addToOutbox({ kind: 'resume', appointmentId: task.appointmentId, wait: task.id, ...result }, ms),
    ];
  }
  if (!isOpen(task)) throw new Problem(task.status === 'CANCELLED' ? 'Cancelled' : 'Superseded');
  if (!request.escalate || task.escalatedAt !== null) return [requireTaskVersion(task)];
  return [updateTask(escalate(task, at, dueAt(appointment, request, deadlinesOf(appointment, now), ms)))];
}

const deadlinesOf = ({ unit }: Appointment, { ms }: Moment): Deadlines =>
  referenceFor(unit, localDate(ms)).policy.deadlines;
