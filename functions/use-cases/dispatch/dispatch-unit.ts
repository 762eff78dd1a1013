import type { In } from '#domain/appointments/appointment.ts';
import { withFeeNow } from '#domain/appointments/fee-now.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { assignmentOf } from '#domain/dispatch/assignment.ts';
import { type Shift, type Team, take } from '#domain/dispatch/capacity.ts';
import { type Placement, plan, unfit } from '#domain/dispatch/placement.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import { Problem } from '#domain/problem.ts';
import { addDays, localDate } from '#domain/time/calendar.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { resumeDispatched } from '#functions/writes/dispatch.ts';
import { getAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import { leaveQueue, noteUnplaced, queueHead } from '#store/dispatch/queue.ts';
import { getShift, listShifts, updateShift } from '#store/dispatch/shifts.ts';
import { listTeams } from '#store/dispatch/teams.ts';
import { commit } from '#store/dynamodb/transaction.ts';

/** How far a dispatcher looks at once. Its cost follows these, not the length of the queue. */
const BATCH = 20;
const MAXIMUM_BATCHES = 10;
const HORIZON_DAYS = 31;
const MAXIMUM_SHIFTS = 200;
const MAXIMUM_STALE_PLANS = 5;

/**
 * Assigns the head of one unit's queue: plans a batch in rank order, then commits each assignment on its own. Two
 * dispatchers at the same time do no harm: the later commit finds another version and plans anew.
 */
export async function dispatchUnit(
  { unit }: { unit: UnitId },
  now: Moment,
): Promise<{ assigned: number; unplaced: number }> {
  const teams = new Map((await listTeams(unit)).map((team) => [team.id, team]));
  const today = localDate(now.ms);
  const known = new Map<string, Shift>();
  const sum = { assigned: 0, unplaced: 0 };
  let after: string | undefined;
  let stale = 0;
  for (let batch = 0; batch < MAXIMUM_BATCHES; ) {
    const [queue, listed] = await Promise.all([
      queueHead(unit, BATCH, after),
      listShifts(unit, today, addDays(today, HORIZON_DAYS), MAXIMUM_SHIFTS),
    ]);
    const waiting = await stillWaiting(queue);
    const shifts = listed.map((shift) => newer(shift, known.get(shift.id)));
    let shiftId: string | undefined;
    try {
      for (const { entry, placement } of plan(queue.filter(isIn(waiting)), shifts, teams, today)) {
        const appointment = waiting.get(entry.appointmentId);
        if (appointment && placement) {
          shiftId = placement.shift.id;
          known.set(shiftId, await assign(appointment, entry, placement, now));
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
      if (shiftId) known.set(shiftId, await getShift(shiftId));
      continue;
    }
    if (queue.length < BATCH) return sum;
    after = queue.at(-1)?.rankKey;
    batch++;
  }
  return sum;
}

/** An index shows what was written a moment later: what this run wrote or read itself may be newer. */
const newer = (listed: Shift, known: Shift | undefined): Shift =>
  known && known.version > listed.version ? known : listed;

type Waiting = ReadonlyMap<string, In<'QUEUED'>>;
const isIn = (waiting: Waiting) => (entry: QueueEntry) => waiting.has(entry.appointmentId);

/** The appointments of these entries. One that is being cancelled keeps its entry until it is released: it is left out. */
async function stillWaiting(queue: readonly QueueEntry[]): Promise<Waiting> {
  const appointments = await Promise.all(queue.map(({ appointmentId }) => getAppointment(appointmentId)));
  return new Map(
    appointments.flatMap((appointment) =>
      appointment.status === 'QUEUED' ? [[appointment.id, appointment] as const] : [],
    ),
  );
}

/** The shift as it is left. @throws Problem VersionConflict when anything of it was written to since it was read. */
async function assign(
  appointment: In<'QUEUED'>,
  entry: QueueEntry,
  placement: Placement,
  { ms, at }: Moment,
): Promise<Shift> {
  const shift = take(placement.shift, placement.minutes);
  const assignment = assignmentOf(placement, at);
  const dispatched = transition(appointment, 'Dispatched', { assignment }, at);
  const next = withFeeNow(dispatched, referenceOfTriage(dispatched));
  await commit([
    leaveQueue(entry.unit, entry.rankKey),
    updateShift(shift),
    ...updateAppointment(next, {
      type: 'Dispatched',
      at,
      by: 'system',
      detail: { team: assignment.teamId, date: assignment.date },
    }),
    resumeDispatched(next, ms),
  ]);
  return shift;
}

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
