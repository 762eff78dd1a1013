import { type Assignment, transition } from '#domain/appointment.ts';
import { addDays, localDate } from '#domain/calendar.ts';
import { type Shift, type Team, take } from '#domain/capacity.ts';
import { type Placement, plan, unfit } from '#domain/dispatch.ts';
import { Problem } from '#domain/problem.ts';
import type { QueueEntry } from '#domain/queue.ts';
import type { UnitId } from '#domain/units.ts';
import type { Moment } from '#functions/clock.ts';
import { dispatchWait } from '#functions/use-cases/enqueue.ts';
import { getAppointment, updateAppointment } from '#store/appointments.ts';
import { announce } from '#store/outbox.ts';
import { leaveQueue, noteUnplaced, queueHead } from '#store/queue.ts';
import { listShifts, updateShift } from '#store/shifts.ts';
import { listTeams } from '#store/teams.ts';
import { commit } from '#store/transaction.ts';

/** How far a dispatcher looks at once. Its cost follows these, not the length of the queue. */
const BATCH = 20;
const MAXIMUM_BATCHES = 10;
export const HORIZON_DAYS = 31;
const MAXIMUM_SHIFTS = 200;
const MAXIMUM_STALE_PLANS = 5;

/**
 * Assigns the head of one unit's queue: plans a batch in rank order, then commits each assignment on its own. Two
 * dispatchers at the same time do no harm: the later commit finds another version and plans anew.
 */
export async function dispatchUnit(
  unit: UnitId,
  now: Moment,
): Promise<{ assigned: number; unplaced: number }> {
  const teams = new Map((await listTeams(unit)).map((team) => [team.id, team]));
  const today = localDate(now.ms);
  const sum = { assigned: 0, unplaced: 0 };
  let after: string | undefined;
  let stale = 0;
  for (let batch = 0; batch < MAXIMUM_BATCHES; ) {
    const [queue, shifts] = await Promise.all([
      queueHead(unit, BATCH, after),
      listShifts(unit, today, addDays(today, HORIZON_DAYS), MAXIMUM_SHIFTS),
    ]);
    try {
      for (const { entry, placement } of plan(queue, shifts, teams, today)) {
        if (placement) {
          await assign(entry, placement, now);
          sum.assigned++;
        } else {
          await noteUnplaced(unit, entry.rankKey, whyUnplaced(entry, shifts, teams));
          sum.unplaced++;
        }
        after = entry.rankKey;
      }
    } catch (error) {
      // Somebody else wrote to the shift, the entry or the appointment: what was planned after it is void.
      if (!(error instanceof Problem && error.code === 'VersionConflict')) throw error;
      if (++stale > MAXIMUM_STALE_PLANS) throw error;
      continue;
    }
    if (queue.length < BATCH) return sum;
    batch++;
  }
  return sum;
}

async function assign(entry: QueueEntry, placement: Placement, { ms, at }: Moment): Promise<void> {
  const appointment = await getAppointment(entry.appointmentId);
  // It was cancelled, or somebody else dispatched it, since the queue was read.
  if (appointment.status !== 'QUEUED') throw new Problem('VersionConflict');
  const assignment = assignmentOf(placement, at);
  const next = transition(appointment, 'Dispatched', { assignment }, at);
  await commit([
    leaveQueue(entry.unit, entry.rankKey),
    updateShift(take(placement.shift, placement.minutes)),
    ...updateAppointment(next, {
      type: 'Dispatched',
      at,
      by: 'system',
      detail: { team: assignment.teamId, date: assignment.date },
    }),
    announce({ kind: 'resume', appointmentId: next.id, wait: dispatchWait(next.revision), output: {} }, ms),
  ]);
}

export const assignmentOf = ({ shift, team, minutes, explanation }: Placement, at: string): Assignment => ({
  shiftId: shift.id,
  teamId: team.id,
  teamName: team.name,
  date: shift.date,
  minutes,
  people: team.members,
  vehicle: shift.vehicle,
  explanation,
  at,
});

/** What the board shows: nobody can ever do it, or nobody has the time yet. */
function whyUnplaced(entry: QueueEntry, shifts: readonly Shift[], teams: ReadonlyMap<string, Team>): string {
  const reasons = [...teams.values()].map((team) => unfit(entry, team, team));
  const able = reasons.some((reason) => reason === null);
  if (able || reasons.length === 0) {
    return shifts.length === 0
      ? `未来 ${HORIZON_DAYS} 天没有排班。 No shift is planned for the next ${HORIZON_DAYS} days.`
      : `已排班次剩余时间不足。 No planned shift has enough time left (${entry.minutes} min).`;
  }
  return reasons.map((reason) => `${reason?.zh} ${reason?.en}`).join(' ');
}
