import { type Appointment, reached } from '#domain/appointments/appointment.ts';
import type { Deadlines } from '#domain/policy/policy.ts';
import { Problem } from '#domain/problem.ts';
import { excludedFrom, stepDefinition, type TaskStep } from '#domain/tasks/steps.ts';
import { candidatesOf, type Task, taskId } from '#domain/tasks/task.ts';
import { type LocalDate, startOfDay } from '#domain/time/calendar.ts';
import { HOUR_MS, hoursAfter, type Instant } from '#domain/time/instant.ts';

export type TaskRequest = {
  step: TaskStep;
  /** Which attempt at testing, from 1; 0 outside verification. */
  round: number;
  /** Ask the people one level up. */
  escalate: boolean;
};

/** Eight in the morning in China, when a shift begins. */
const morningOf = (date: LocalDate): number => startOfDay(date) + 8 * HOUR_MS;

/**
 * When the group should be done. Work on an appointment with a team counts from the day of its shift, if that is to come.
 * @throws Problem IllegalTransition for a waiver of which there is nothing to decide
 */
export function dueAt(
  appointment: Appointment,
  { step, escalate }: Pick<TaskRequest, 'step' | 'escalate'>,
  deadlines: Deadlines,
  nowMs: number,
): Instant {
  const { hours } = stepDefinition(step);
  const { assignment } = reached(appointment);
  if ('deadline' in hours) {
    const from = assignment ? Math.max(morningOf(assignment.date), nowMs) : nowMs;
    return hoursAfter(from, deadlines[hours.deadline]);
  }
  const terms = appointment.triage.quote.waiver;
  if (terms.status !== 'to-decide') {
    throw new Problem('IllegalTransition', { context: { waiver: terms.status } });
  }
  return hoursAfter(nowMs, terms[escalate ? hours.escalated : hours.terms]);
}

/** A new task for the people who may do the step. @throws Problem as `dueAt` */
export function openedTask(
  appointment: Appointment,
  request: TaskRequest,
  deadlines: Deadlines,
  now: { ms: number; at: Instant },
): Task {
  const { step, round, escalate } = request;
  return {
    status: 'OPEN',
    id: taskId(appointment.id, appointment.revision, step, round),
    appointmentId: appointment.id,
    revision: appointment.revision,
    organisationCode: appointment.organisationCode,
    organisationName: appointment.organisationName,
    unit: appointment.unit,
    institution: appointment.institution,
    step,
    round,
    lane: appointment.triage.lane,
    candidates: candidatesOf(stepDefinition(step).role, appointment, escalate),
    excluded: excludedFrom(appointment, step),
    version: 1,
    createdAt: now.at,
    dueAt: dueAt(appointment, request, deadlines, now.ms),
    escalatedAt: escalate ? now.at : null,
  };
}
