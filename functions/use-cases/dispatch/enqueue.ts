import type { Appointment, In } from '#domain/appointments/appointment.ts';
import { withFeeNow } from '#domain/appointments/fee-now.ts';
import type { HistoryEntry } from '#domain/appointments/history.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { type QueueEntry, rankKey } from '#domain/dispatch/queue.ts';
import { Problem } from '#domain/problem.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { type AppointmentRevision, currentRevision } from '#functions/scope/current-revision.ts';
import { dispatchNeeded, dispatchWait, resumeDispatched } from '#functions/writes/dispatch.ts';
import { requireVersion, updateAppointment } from '#store/appointments/appointments.ts';
import { saveToken } from '#store/delivery/waits.ts';
import { enterQueue, leaveQueue } from '#store/dispatch/queue.ts';
import { commit, type Write, withFreshRead } from '#store/dynamodb/transaction.ts';

/**
 * Puts an accepted appointment into its unit's queue and keeps the token of the execution that waits. Asked again, it
 * keeps the newer token. `overdue`: the promised day is past, so it goes to the head and is free of charge. When it has
 * been dispatched in the meantime, the new token is resumed at once.
 */
export const enqueue = (
  { overdue, taskToken, ...revision }: AppointmentRevision & { overdue: boolean; taskToken: string },
  now: Moment,
): Promise<{ wait: string }> =>
  withFreshRead(async () => {
    const present = await currentRevision(revision);
    const wait = dispatchWait(present.revision);
    await commit([...place(present, overdue, now), saveToken(present.id, wait, taskToken, now.ms)]);
    return { wait };
  });

function place(present: Appointment, overdue: boolean, { ms, at }: Moment): Write[] {
  const needed = dispatchNeeded(present.unit, ms);
  if (present.status === 'ACCEPTED') {
    const queued = transition(
      present,
      'Queued',
      {
        acceptedAt: at,
        overdue,
        rankKey: rankKey({
          appointmentId: present.id,
          acceptedAt: at,
          headStartHours: present.triage.headStartHours,
          overdue,
        }),
      },
      at,
    );
    const event: HistoryEntry = { type: 'Queued', at, by: 'system', detail: { lane: queued.triage.lane } };
    return [...updateAppointment(queued, event), enterQueue(entryOf(queued)), needed];
  }
  if (present.status === 'QUEUED') {
    if (!overdue || present.overdue) return [requireVersion(present), needed];
    const late = markOverdue(present, at);
    const event: HistoryEntry = {
      type: 'Overdue',
      at,
      by: 'system',
      detail: { dueBy: present.triage.dueBy },
    };
    return [
      ...updateAppointment(late, event),
      leaveQueue(present.unit, present.rankKey),
      enterQueue(entryOf(late)),
      needed,
    ];
  }
  if (present.status === 'ASSIGNED') {
    return [requireVersion(present), resumeDispatched(present, ms)];
  }
  throw new Problem('IllegalTransition', { context: { state: present.status } });
}

/** Late: at the head of the queue, and everything free of charge (强制检定管理办法 art. 15). */
function markOverdue(queued: In<'QUEUED'>, at: string): In<'QUEUED'> {
  const late = { ...queued, overdue: true };
  const key = rankKey({
    appointmentId: queued.id,
    acceptedAt: queued.acceptedAt,
    headStartHours: queued.triage.headStartHours,
    overdue: true,
  });
  const { triage } = withFeeNow(late, referenceOfTriage(late));
  return transition(queued, 'Overdue', { overdue: true, rankKey: key, triage }, at);
}

const entryOf = (queued: In<'QUEUED'>): QueueEntry => ({
  unit: queued.unit,
  rankKey: queued.rankKey,
  appointmentId: queued.id,
  revision: queued.revision,
  organisationName: queued.organisationName,
  lane: queued.triage.lane,
  mode: queued.mode,
  division: queued.division,
  fields: queued.triage.fields,
  minutes: queued.triage.minutes,
  acceptedAt: queued.acceptedAt,
  requestedDate: queued.requestedDate,
  dueBy: queued.triage.dueBy,
  overdue: queued.overdue,
  unplaced: null,
});
