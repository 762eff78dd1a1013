import { withFeeNow } from '#domain/appointments/fee-now.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { assignmentOf } from '#domain/dispatch/assignment.ts';
import { type Team, take } from '#domain/dispatch/capacity.ts';
import { jobsOf } from '#domain/dispatch/job.ts';
import type { Placement } from '#domain/dispatch/placement.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import { Problem } from '#domain/problem.ts';
import { localDate } from '#domain/time/calendar.ts';
import type { InstitutionId } from '#domain/units/institution.ts';
import { referenceOfTriage } from '#functions/reference.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { type Capacity, Parked } from '#functions/use-cases/dispatch/parked.ts';
import { Shelves } from '#functions/use-cases/dispatch/shelves.ts';
import { whyUnplaced } from '#functions/use-cases/dispatch/why-unplaced.ts';
import { resumeDispatched } from '#functions/writes/dispatch.ts';
import { updateAppointment } from '#store/appointments/appointments.ts';
import { getAppointment, type Stored } from '#store/appointments/file.ts';
import { findEntry, leaveQueue, park, queueHead } from '#store/dispatch/queue.ts';
import { addJob, getShift, readShifts, updateShift } from '#store/dispatch/shifts.ts';
import { listTeams } from '#store/dispatch/teams.ts';
import { commit } from '#store/dynamodb/transaction.ts';

const PAGE = 20;
/** How many a run looks at; where more are left, it says so. */
const MAXIMUM_ENTRIES = 200;
/** Of one entry, in a row. */
const MAXIMUM_STALE_PLANS = 5;

export type DispatchRequest = { institution: InstitutionId; capacity?: Capacity | undefined };
/** `left`: the run has come to its bound, and there may be more to do. */
export type Dispatched = { assigned: number; parked: number; left: boolean };

/**
 * Places who waits at one institution, in the order of rank, each by a transaction of its own. One that finds no place is
 * parked, once; it is looked at again when there is room that can serve it, together with who waits then: also room
 * that is found for somebody who waits, so that nobody who has just come takes what one parked before has a claim to.
 * Two runs at the same time do no harm: the later commit finds another version and plans anew. What a run costs follows
 * what it places and parks, and neither the length of the queue, nor what is parked, nor the number of shifts.
 */
export async function dispatchInstitution(
  { institution, capacity }: DispatchRequest,
  now: Moment,
): Promise<Dispatched> {
  const teams = new Map((await listTeams(institution)).map((team) => [team.id, team]));
  const shelves = new Shelves(institution, teams, localDate(now.ms));
  const run: Run = { now, teams, shelves, sum: { assigned: 0, parked: 0, left: false } };
  const parked = new Parked(institution, teams);
  if (capacity) parked.call(capacity);
  // By their keys: the index may not show yet what the stream has told.
  for (const shift of await readShifts(institution, capacity?.shifts ?? [])) shelves.know(shift);
  let waiting: QueueEntry[] = [];
  let after: string | undefined;
  let whole = false;
  for (let looked = 0; ; ) {
    if (waiting.length === 0 && !whole) {
      const page = await queueHead(institution, PAGE, after);
      waiting = page.items;
      after = page.next ?? undefined;
      whole = page.next === null;
      continue;
    }
    const claiming = await parked.withPlace((entry) => shelves.place(entry));
    const entries = inOrder(waiting, claiming, whole);
    if (entries.length === 0) return run.sum;
    for (const entry of entries) {
      if (looked === MAXIMUM_ENTRIES) return { ...run.sum, left: true };
      const placement = await shelves.place(entry);
      if (placement && !parked.covers(placement)) {
        parked.call({ until: placement.shift.date });
        break;
      }
      await settle(entry, placement, run);
      parked.pass(entry);
      waiting = waiting.filter((other) => other !== entry);
      looked++;
    }
  }
}

type Run = {
  readonly now: Moment;
  readonly teams: ReadonlyMap<string, Team>;
  readonly shelves: Shelves;
  readonly sum: Dispatched;
};

/** Who waits and who claims, by rank; where more wait than were read, none that may rank behind one of those. */
function inOrder(waiting: QueueEntry[], claiming: QueueEntry[], whole: boolean): QueueEntry[] {
  const entries = [...waiting, ...claiming].sort((one, other) => (one.rankKey < other.rankKey ? -1 : 1));
  const last = waiting.at(-1);
  return whole || !last ? entries : entries.slice(0, entries.indexOf(last) + 1);
}

/** Assigns an entry, or parks it. One that is being cancelled keeps its entry until it is released: it is left alone. */
async function settle(found: QueueEntry, planned: Placement | null, run: Run): Promise<void> {
  let entry = found;
  let placement = planned;
  for (let stale = 1; placement || entry.parked === null; stale++) {
    const appointment = await getAppointment(entry.appointmentId);
    if (appointment.status !== 'QUEUED' || appointment.rankKey !== entry.rankKey) return;
    try {
      if (placement) {
        await assign(appointment, entry, placement, run);
        run.sum.assigned++;
      } else {
        const reason = await whyUnplaced(entry, run.teams, run.shelves);
        await commit(park(entry, { at: run.now.at, reason }));
        run.sum.parked++;
      }
      return;
    } catch (error) {
      // Somebody else wrote to the shift, the entry or the appointment: what was planned is void.
      if (!(error instanceof Problem && error.code === 'VersionConflict')) throw error;
      if (stale > MAXIMUM_STALE_PLANS) throw error;
      if (placement) run.shelves.know(await getShift(entry.institution, placement.shift.id));
      const standing = await findEntry(appointment);
      if (!standing) return;
      entry = standing;
      placement = await run.shelves.place(entry);
    }
  }
}

/** @throws Problem VersionConflict when anything of it was written to since it was read. */
async function assign(
  appointment: Extract<Stored, { status: 'QUEUED' }>,
  entry: QueueEntry,
  placement: Placement,
  { now: { ms, at }, shelves }: Run,
): Promise<void> {
  const shift = take(placement.shift, placement.minutes);
  const assignment = assignmentOf(placement, at);
  const dispatched = transition(appointment, 'Dispatched', { assignment }, at);
  const next = withFeeNow(dispatched, referenceOfTriage(dispatched));
  await commit([
    leaveQueue(entry),
    updateShift(shift),
    ...jobsOf(next, assignment).map(addJob),
    ...updateAppointment(appointment, next, {
      type: 'Dispatched',
      at,
      by: 'system',
      detail: { team: assignment.teamId, date: assignment.date },
    }),
    resumeDispatched(next, ms),
  ]);
  shelves.know(shift);
}
