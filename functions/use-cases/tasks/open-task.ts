import type { Appointment } from '#domain/appointments/appointment.ts';
import type { Deadlines } from '#domain/policy/policy.ts';
import { Problem } from '#domain/problem.ts';
import { resumption } from '#domain/tasks/decision.ts';
import { escalate, isOpen, steps, type Task, type TaskStep, taskId } from '#domain/tasks/task.ts';
import { localDate } from '#domain/time/calendar.ts';
import { referenceFor } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { type AppointmentRevision, currentRevision } from '#functions/scope/current-revision.ts';
import { requireVersion } from '#store/appointments/appointments.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { saveToken } from '#store/delivery/waits.ts';
import { commit, type Write, withFreshRead } from '#store/dynamodb/transaction.ts';
import { createTask, findTask, requireTaskVersion, updateTask } from '#store/tasks/tasks.ts';

type TaskRequest = AppointmentRevision & {
  step: TaskStep;
  /** Which attempt at testing, from 1; 0 outside verification. */
  round: number;
  /** Take it to the province's people. */
  escalate: boolean;
  taskToken: string;
};

/**
 * Asks a candidate group to decide and keeps the token of the execution that waits for it. Asked again, it keeps the
 * newer token. A decision that fell while the machine changed its mind (its time ran out, it escalates) counts: the new
 * token is resumed with it at once.
 * @throws Problem Cancelled, Superseded.
 */
export const openTask = (request: TaskRequest, now: Moment): Promise<{ task: string }> =>
  withFreshRead(async () => {
    const { appointmentId, revision, step, round } = request;
    const appointment = await currentRevision(request);
    const id = taskId(appointmentId, revision, step, round);
    const present = await findTask(id);
    const writes = present
      ? reopen(present, appointment, request, now)
      : [createTask(newTask(id, appointment, request, now))];
    // A cancellation fails the waits it finds: a token that came after it unseen would wait for nothing.
    await commit([
      requireVersion(appointment),
      ...writes,
      saveToken(appointmentId, id, request.taskToken, now.ms),
    ]);
    return { task: id };
  });

function reopen(task: Task, appointment: Appointment, request: TaskRequest, { ms, at }: Moment): Write[] {
  if (task.status === 'DECIDED') {
    const waiver = 'waiver' in appointment ? appointment.waiver : undefined;
    const result = resumption(task, waiver);
    return [
      requireTaskVersion(task),
      addToOutbox({ kind: 'resume', appointmentId: task.appointmentId, wait: task.id, ...result }, ms),
    ];
  }
  if (!isOpen(task)) throw new Problem(task.status === 'CANCELLED' ? 'Cancelled' : 'Superseded');
  if (!request.escalate || task.escalatedAt !== null) return [requireTaskVersion(task)];
  return [updateTask(escalate(task, at, dueAt(request, appointment, ms)))];
}

function newTask(id: string, appointment: Appointment, request: TaskRequest, { ms, at }: Moment): Task {
  const { role } = steps[request.step];
  const task: Task = {
    status: 'OPEN',
    id,
    appointmentId: appointment.id,
    revision: appointment.revision,
    organisationCode: appointment.organisationCode,
    organisationName: appointment.organisationName,
    unit: appointment.unit,
    step: request.step,
    round: request.round,
    lane: 'triage' in appointment && appointment.triage ? appointment.triage.lane : 'standard',
    candidates: { role, unit: appointment.unit },
    excluded: excluded(appointment, request.step),
    version: 1,
    createdAt: at,
    dueAt: dueAt(request, appointment, ms),
    escalatedAt: null,
  };
  return request.escalate ? { ...task, candidates: { role, unit: 'shaanxi' }, escalatedAt: at } : task;
}

/** 三人分工: the applicant decides nothing, and nobody decides two steps of the same work. */
function excluded(appointment: Appointment, step: TaskStep): string[] {
  const applicant = appointment.submittedBy.subject;
  const results = 'results' in appointment ? appointment.results : undefined;
  const waiver = 'waiver' in appointment ? appointment.waiver : undefined;
  const earlier: Partial<Record<TaskStep, (string | undefined)[]>> = {
    check: [results?.testedBy.subject],
    authorise: [results?.testedBy.subject, results?.checkedBy?.subject],
    'waiver-countersign': (waiver?.decidedBy ?? []).map(({ subject }) => subject),
  };
  return [applicant, ...(earlier[step] ?? []).filter((subject) => subject !== undefined)];
}

const hoursOf: Partial<Record<TaskStep, keyof Deadlines & `${string}Hours`>> = {
  'intake-review': 'intakeHours',
  receive: 'receiveHours',
  test: 'testHours',
  check: 'checkHours',
  authorise: 'authoriseHours',
};

/** When the group should be done. The day of the shift comes first for what happens on that day. */
function dueAt(request: TaskRequest, appointment: Appointment, nowMs: number): string {
  const hours = (count: number, from = nowMs) => new Date(from + count * 3_600_000).toISOString();
  const { waiver } =
    'triage' in appointment && appointment.triage ? appointment.triage.quote : { waiver: undefined };
  if (request.step === 'waiver-review' || request.step === 'waiver-countersign') {
    if (waiver?.status !== 'to-decide')
      throw new Problem('IllegalTransition', { context: { waiver: waiver?.status } });
    if (request.step === 'waiver-countersign') return hours(waiver.countersignHours);
    return hours(request.escalate ? waiver.escalatedReviewHours : waiver.reviewHours);
  }
  const { deadlines } = referenceFor(appointment.unit, localDate(nowMs)).policy;
  const name = hoursOf[request.step];
  if (!name) throw new RangeError(`no deadline for ${request.step}`);
  const day =
    'assignment' in appointment && appointment.assignment ? Date.parse(appointment.assignment.date) : nowMs;
  return hours(deadlines[name], Math.max(day, nowMs));
}
