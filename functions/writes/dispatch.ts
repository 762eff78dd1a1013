import { type Appointment, type In, reached } from '#domain/appointments/appointment.ts';
import { jobsOf } from '#domain/dispatch/job.ts';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import { givenBack } from '#functions/writes/minutes.ts';
import { addToOutbox } from '#store/delivery/outbox.ts';
import { enterQueue, findEntry, leaveQueue } from '#store/dispatch/queue.ts';
import { getShift, removeJob, updateShift } from '#store/dispatch/shifts.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

/** The wait for dispatch, one a revision. */
export const dispatchWait = (revision: number): string => `dispatch-r${revision}`;

/** Where a team goes, nothing is received at the desk: the machine knows the way by the name of this error. */
const nothingToReceive = {
  error: 'NothingToReceive',
  cause: 'A team goes there: nothing is received at the desk.',
};

/** Lets the execution go on that waits for dispatch. */
export const resumeDispatched = (
  { id, revision, mode }: Pick<Appointment, 'id' | 'revision' | 'mode'>,
  nowMs: number,
): Write =>
  addToOutbox(
    {
      kind: 'resume',
      appointmentId: id,
      wait: dispatchWait(revision),
      ...(mode === 'on-site' ? { error: nothingToReceive } : { output: {} }),
    },
    nowMs,
  );

/** The minutes of the shifts and the jobs under them, or the place in the queue: taking the one gave up the other. */
export async function whatDispatchTook(appointment: Appointment): Promise<Write[]> {
  const { assignment, rankKey } = reached(appointment);
  if (assignment) {
    const shifts = await Promise.all(
      assignment.parts.map(({ shiftId }) => getShift(appointment.institution, shiftId)),
    );
    return [
      ...shifts.map((shift, index) => updateShift(givenBack(shift, assignment.parts[index]?.minutes ?? 0))),
      ...jobsOf(appointment, assignment).map(removeJob),
    ];
  }
  return rankKey === undefined ? [] : [leaveQueue(await entryOf({ ...appointment, rankKey }))];
}

/** Moves an appointment to where it now ranks; it is placed anew, also one that was parked. */
export const requeue = async (present: In<'QUEUED'>, next: In<'QUEUED'>): Promise<Write[]> => [
  leaveQueue(await entryOf(present)),
  enterQueue(queueEntryOf(next)),
];

/** @throws Problem VersionConflict when it is just being dispatched, parked or released. */
async function entryOf(queued: Parameters<typeof findEntry>[0]) {
  const entry = await findEntry(queued);
  if (!entry) throw versionConflict();
  return entry;
}
