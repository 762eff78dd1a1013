import type { AppointmentDetail } from '#contract/api/appointments.ts';
import type { Appointment, In } from '#domain/appointments/appointment.ts';
import type { HistoryEntry, HistoryEvent } from '#domain/appointments/history.ts';
import { isOpen, type Task } from '#domain/tasks/task.ts';
import { localDate } from '#domain/time/calendar.ts';
import { hoursAfter } from '#domain/time/instant.ts';
import { referenceFor } from '#functions/reference.ts';
import { COUNTED_AHEAD, countAhead } from '#store/dispatch/queue.ts';

/** What somebody sees who follows an appointment. */
export async function appointmentDetail({
  appointment,
  history,
  tasks,
}: {
  appointment: Appointment;
  history: HistoryEvent[];
  tasks: readonly Task[];
}): Promise<AppointmentDetail> {
  return {
    appointment,
    history,
    waitingFor: tasks.filter(isOpen).map((task) => ({
      task: task.id,
      step: task.step,
      candidates: task.candidates,
      claimedBy: task.status === 'CLAIMED' ? task.claimedBy.name : null,
      dueAt: task.dueAt,
      escalated: task.escalatedAt !== null,
    })),
    queue: appointment.status === 'QUEUED' ? await queuePosition(appointment) : null,
  };
}

async function queuePosition(queued: In<'QUEUED'>): Promise<AppointmentDetail['queue']> {
  const ahead = await countAhead(queued);
  return {
    ahead,
    aheadIsAtLeast: ahead >= COUNTED_AHEAD,
    canBeOvertakenUntil: overtakenUntil(queued),
  };
}

/**
 * An appointment accepted after this instant ranks behind, whatever its lane: the difference of the head starts has
 * passed. By the policy in force; what the institution is late with stands before everything.
 */
function overtakenUntil({ unit, acceptedAt, triage }: In<'QUEUED'>): string {
  const accepted = Date.parse(acceptedAt);
  const { lanes } = referenceFor(unit, localDate(accepted)).policy;
  const longest = Math.max(triage.headStartHours, ...lanes.map(({ headStartHours }) => headStartHours));
  return hoursAfter(accepted, longest - triage.headStartHours);
}

/** The detail of an appointment that was changed just now, from what was read before: nothing is read again. */
export const changedDetail = (
  appointment: Appointment,
  event: HistoryEntry,
  before: HistoryEvent[] = [],
): AppointmentDetail => ({
  appointment,
  history: [...before, { ...event, version: appointment.version }],
  waitingFor: [],
  queue: null,
});
