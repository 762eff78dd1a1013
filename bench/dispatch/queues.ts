import type { Shift } from '#domain/dispatch/capacity.ts';
import { addDays } from '#domain/time/calendar.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { units } from '#policies/units.ts';
import { createAppointment } from '#store/appointments/appointments.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { createShift, shiftId } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { commit, MAXIMUM_WRITES, type Write } from '#store/dynamodb/transaction.ts';
import { appointmentIn, NOW, TODAY } from '#test/factories/appointment.ts';
import { entry, shift, team } from '#test/factories/work.ts';

/** What waits in the queue of one unit, and who can do it. */
export type Situation = {
  name: string;
  unit: UnitId;
  /** How many wait that a team can do. */
  queued: number;
  /** How many stand before them that no team can do. */
  impossible?: number;
  /** How many shifts are planned that are full, besides those with room. */
  fullShifts?: number;
};

/** No run gets further than this; only so far has an entry an appointment behind it. */
const DEEPEST = 400;
/** Room for 256 jobs of 15 minutes, more than a run places. */
const SHIFTS_WITH_ROOM = 8;
const DAYS = 20;

/** Writes the situation as those would who bring it about. */
export async function prepare(situation: Situation): Promise<void> {
  const { unit, queued, impossible = 0, fullShifts = 0 } = situation;
  const teams = 1 + Math.ceil(fullShifts / DAYS);
  await writeAll([
    ...Array.from({ length: teams }, (_, index) => writeTeam(team({ id: `${unit}-${index}`, unit }))),
    ...days(SHIFTS_WITH_ROOM).map((date) => createShift(planned(unit, 0, date, 480))),
    ...Array.from({ length: fullShifts }, (_, index) =>
      createShift(planned(unit, 1 + Math.floor(index / DAYS), dayOf(index % DAYS), 0)),
    ),
  ]);
  for (let at = 0; at < impossible + queued; at += CHUNK) {
    const length = Math.min(CHUNK, impossible + queued - at);
    await writeAll(
      Array.from({ length }, (_, index) => waiting(unit, at + index, at + index < impossible)).flat(),
    );
  }
}

const CHUNK = 5_000;

function waiting(unit: UnitId, number: number, impossible: boolean): Write[] {
  const id = `01KJP${String(units.findIndex(({ id: known }) => known === unit)).padStart(2, '0')}${String(number).padStart(19, '0')}`;
  const acceptedAt = new Date(Date.parse(NOW) - 3_600_000 + number).toISOString();
  const shown = entry({
    unit,
    appointmentId: id,
    acceptedAt,
    mode: 'send-in',
    fields: [impossible ? 'flow' : 'thermal'],
  });
  if (number >= DEEPEST) return [enterQueue(shown)];
  const appointment = appointmentIn('QUEUED', { id, unit, mode: 'send-in' }, acceptedAt);
  return [
    enterQueue(shown),
    ...createAppointment(
      { ...appointment, rankKey: shown.rankKey },
      { type: 'Queued', at: acceptedAt, by: 'system' },
    ),
  ];
}

const dayOf = (number: number) => addDays(TODAY, number + 1);
const days = (count: number) => Array.from({ length: count }, (_, index) => dayOf(index));

const planned = (unit: UnitId, number: number, date: Shift['date'], remaining: number): Shift => {
  const teamId = `${unit}-${number}`;
  return shift({ id: shiftId(teamId, date), teamId, unit, date, minutes: 480, remaining });
};

/** As many transactions at once as keep the database busy. */
const AT_ONCE = 4;

async function writeAll(writes: readonly Write[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(writes.length / MAXIMUM_WRITES) }, (_, index) =>
    writes.slice(index * MAXIMUM_WRITES, (index + 1) * MAXIMUM_WRITES),
  );
  const worker = async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) await commit(batch);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
