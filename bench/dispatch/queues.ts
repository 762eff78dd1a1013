import type { Shift } from '#domain/dispatch/capacity.ts';
import { type QueueEntry, rankKey } from '#domain/dispatch/queue.ts';
import type { MeasurementField } from '#domain/ledger/catalogue.ts';
import { addDays } from '#domain/time/calendar.ts';
import { InstitutionId, unitOfInstitution } from '#domain/units/institution.ts';
import { createAppointment } from '#store/appointments/appointments.ts';
import { markClass } from '#store/dispatch/classes.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { createShift, shiftId } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { commit, MAXIMUM_WRITES, type Write } from '#store/dynamodb/transaction.ts';
import { appointmentIn, NOW, TODAY } from '#test/factories/appointment.ts';
import { entry, shift, team } from '#test/factories/work.ts';

/** What waits in the queue of one institution, and who can do it. */
export type Situation = {
  name: string;
  institution: InstitutionId;
  /** How many wait that a team can do, and behind them how many that no team can do. */
  queued?: number;
  impossible?: number;
  /** How many are parked that a team can do, and before them how many that no team can do, of many classes. */
  parked?: number;
  impossibleParked?: number;
  /** Shifts that are planned besides those with room, on days before theirs, and how many minutes each has left. */
  others?: { shifts: number; remaining: number };
};

/** Room for 256 jobs of 15 minutes, more than a run places. */
const SHIFTS_WITH_ROOM = 8;
const DAYS = 20;
/** No run gets further than this in a queue that it empties; only so far has an entry an appointment behind it. */
const DEEPEST = 400;

/** Writes the situation as those would who bring it about. */
export async function prepare(situation: Situation): Promise<void> {
  const { institution, others = { shifts: 0, remaining: 0 } } = situation;
  const teams = 1 + Math.ceil(others.shifts / DAYS);
  await writeAll([
    ...Array.from({ length: teams }, (_, index) =>
      writeTeam(team({ id: teamOf(institution, index), institution })),
    ),
    ...Array.from({ length: SHIFTS_WITH_ROOM }, (_, index) =>
      createShift(planned(institution, 0, dayOf(DAYS + index), 480)),
    ),
    ...Array.from({ length: others.shifts }, (_, index) =>
      createShift(planned(institution, 1 + Math.floor(index / DAYS), dayOf(index % DAYS), others.remaining)),
    ),
  ]);
  const { queued = 0, impossible = 0, parked = 0, impossibleParked = 0 } = situation;
  await each(queued, (number) => waiting(institution, number, 'thermal', number < DEEPEST));
  await each(impossible, (number) => waiting(institution, queued + number, 'flow', true));
  await each(impossibleParked, (number) => aside(institution, number, needs(number), false));
  await each(Math.min(impossibleParked, CLASSES), (number) => [
    markClass(shownAs(institution, number, needs(number)), NOW),
  ]);
  await each(parked, (number) => aside(institution, impossibleParked + number, {}, true));
  await each(Math.min(parked, 1), (number) => [markClass(shownAs(institution, number, {}), NOW)]);
}

async function each(count: number, writes: (number: number) => Write[]): Promise<void> {
  for (let at = 0; at < count; at += CHUNK) {
    const length = Math.min(CHUNK, count - at);
    await writeAll(Array.from({ length }, (_, index) => writes(at + index)).flat());
  }
}
const CHUNK = 5_000;

type Change = NonNullable<Parameters<typeof entry>[0]>;

/** What nobody can do, in many ways: the first so many are each of another class. */
const CLASSES = 72;
function needs(number: number): Change {
  const fields: MeasurementField[][] = [
    ['flow'],
    ['electrical'],
    ['flow', 'thermal'],
    ['electrical', 'mass'],
  ];
  const day = Math.floor(number / 12) % 6;
  return {
    fields: fields[number % 4] ?? [],
    minutes: [15, 90, 300][Math.floor(number / 4) % 3] ?? 15,
    requestedDate: day === 0 ? null : dayOf(day),
  };
}

function waiting(
  institution: InstitutionId,
  number: number,
  field: MeasurementField,
  withAppointment: boolean,
): Write[] {
  return written(institution, number, { fields: [field] }, withAppointment);
}

const aside = (institution: InstitutionId, number: number, change: Change, withAppointment: boolean) =>
  written(
    institution,
    number,
    { ...change, parked: { at: NOW, reason: { zh: '缺少专业。', en: 'The team lacks a skill.' } } },
    withAppointment,
  );

function shownAs(institution: InstitutionId, number: number, change: Change): QueueEntry {
  const at = InstitutionId.options.indexOf(institution);
  const id = `01KJP${String(at).padStart(2, '0')}${String(number).padStart(19, '0')}`;
  const acceptedAt = new Date(Date.parse(NOW) - 3_600_000 + number).toISOString();
  return entry({
    institution,
    appointmentId: id,
    acceptedAt,
    mode: 'send-in',
    fields: ['thermal'],
    rankKey: rankKey({ appointmentId: id, acceptedAt, headStartHours: 0, overdue: false }),
    ...change,
  });
}

/** An entry of a queue, and the appointment behind it where a run will look at that. */
function written(
  institution: InstitutionId,
  number: number,
  change: Change,
  withAppointment: boolean,
): Write[] {
  const shown = shownAs(institution, number, change);
  if (!withAppointment) return [enterQueue(shown)];
  const { appointmentId, acceptedAt } = shown;
  const unit = unitOfInstitution(institution);
  const appointment = appointmentIn(
    'QUEUED',
    { id: appointmentId, unit, institution, mode: 'send-in' },
    acceptedAt,
  );
  return [
    enterQueue(shown),
    ...createAppointment(
      { ...appointment, rankKey: shown.rankKey },
      { type: 'Submitted', at: acceptedAt, by: 'system' },
    ),
  ];
}

const dayOf = (number: number) => addDays(TODAY, number + 1);
/** The last day with a shift. */
export const LAST_DAY = dayOf(DAYS + SHIFTS_WITH_ROOM - 1);

const teamOf = (institution: InstitutionId, number: number) => `${institution}-${number}`;

const planned = (
  institution: InstitutionId,
  number: number,
  date: Shift['date'],
  remaining: number,
): Shift => {
  const teamId = teamOf(institution, number);
  return shift({ id: shiftId(teamId, date), teamId, institution, date, minutes: 480, remaining });
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
