import type { In } from '#domain/appointments/appointment.ts';
import type { Shift, Team } from '#domain/dispatch/capacity.ts';
import { type QueueEntry, queueEntryOf, rankKey } from '#domain/dispatch/queue.ts';
import { type File, fileOf } from '#store/appointments/file.ts';
import { enterQueue, park, queue } from '#store/dispatch/queue.ts';
import { createShift, jobs, shifts } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { appointmentIn, line, NOW } from './appointment.ts';
import { invoke } from './requests.ts';
import { open, testBed } from './test-bed.ts';
import { shift, team } from './work.ts';

const INSTITUTION = 'institution-shangluo';
const nowMs = Date.parse(NOW);

export const idOf = (index: number) => `01KJP0000000000000000${String(index).padStart(5, '0')}`;

/** What an appointment needs, and since when; every thing else is as the factory has it. */
export type Wanted = {
  mode?: 'on-site' | 'send-in';
  division?: string;
  fields?: readonly QueueEntry['fields'][number][];
  minutes?: number;
  requestedDate?: string | null;
  /** Minutes after the one of index 0 at which it was accepted. */
  accepted?: number;
  overdue?: boolean;
};

/** A waiting appointment of an index: without a wish, those of lower indexes rank before it. */
export function waitingOne(index: number, wanted: Wanted = {}): In<'QUEUED'> {
  const { fields, minutes, accepted = index, overdue = false, ...said } = wanted;
  const at = new Date(nowMs - 100 * 3_600_000 + accepted * 60_000).toISOString();
  const id = idOf(index);
  const queued = appointmentIn(
    'QUEUED',
    { id, lines: [line(1, { serialNumber: `S${index}` })], ...said },
    at,
  );
  const triage = {
    ...queued.triage,
    ...(fields && { fields: [...fields] }),
    ...(minutes !== undefined && { minutes }),
    headStartHours: 0,
  };
  const key = rankKey({ appointmentId: id, acceptedAt: at, headStartHours: 0, overdue });
  return { ...queued, triage, overdue, rankKey: key };
}

type Key = Record<string, { S: string }>;
let sequence = 0;
const record = (keys: Record<string, string>) => ({
  eventName: 'INSERT',
  dynamodb: {
    SequenceNumber: `${++sequence}`,
    Keys: Object.fromEntries(Object.entries(keys).map(([name, S]) => [name, { S }])) as Key,
    NewImage: {},
  },
});
/** What the streams say. */
export const news = {
  waiting: (place = '1', institution = INSTITUTION) => record({ queue: institution, place }),
  shift: ({ date, teamId, institution }: Pick<Shift, 'date' | 'teamId' | 'institution'>) =>
    record({ institution, item: `${date}#${teamId}` }),
  team: ({ id, institution }: Pick<Team, 'id' | 'institution'>) => record({ institution, id }),
};
export type News = ReturnType<typeof record>;

/** Empty tables, and whoever waits and works in them. */
export function dispatchBed() {
  const the = testBed({ empty: true });
  const rowsOf = (index: number) =>
    the.memory.all('appointments').filter((row) => row.appointmentId === idOf(index));
  const file = (index: number): File => fileOf(rowsOf(index));
  const wait = (...queued: In<'QUEUED'>[]) => {
    the.memory.given(...queued.flatMap((one) => [...open(one), enterQueue(queueEntryOf(one))]));
    return queued;
  };
  const entries = () =>
    the.memory
      .all('queue')
      .filter(queue.holds)
      .map((row) => queue.decode(row));
  return {
    the,
    file,
    entries,
    wait,
    /** Appointments of the indexes 0 and up, waiting in that order. */
    waiting: (count: number, wanted: (index: number) => Wanted = () => ({})) =>
      wait(...Array.from({ length: count }, (_, index) => waitingOne(index, wanted(index)))),
    /** The same, set aside before. */
    parked: (...queued: In<'QUEUED'>[]) => {
      const reason = { zh: '以前没有', en: 'none before' };
      for (const one of wait(...queued)) the.memory.given(...park(queueEntryOf(one), { at: NOW, reason }));
    },
    /** A team with a shift on each of so many days, from the 3rd of March on. */
    teamWith: (minutes: number, days = 1, of: Partial<Team> = {}) => {
      const one = team(of);
      the.memory.given(writeTeam(one));
      for (let day = 3; day < 3 + days; day++) {
        const date = `2026-03-${String(day).padStart(2, '0')}`;
        the.memory.given(createShift(shift({ date, teamId: one.id, minutes, vehicle: one.vehicle })));
      }
    },
    dispatch: (...records: News[]) =>
      invoke<{ batchItemFailures: { itemIdentifier: string }[] }>(the.memory, 'dispatcher', {
        Records: records.length > 0 ? records : [news.waiting()],
      }),
    statuses: (count: number) => Array.from({ length: count }, (_, index) => file(index).appointment.status),
    waitingIds: () => entries().flatMap(({ parked, appointmentId }) => (parked ? [] : [appointmentId])),
    parkedIds: () => entries().flatMap(({ parked, appointmentId }) => (parked ? [appointmentId] : [])),
    shiftRows: () =>
      the.memory
        .all('shifts')
        .filter(shifts.holds)
        .map((row) => shifts.decode(row)),
    jobRows: () =>
      the.memory
        .all('shifts')
        .filter(jobs.holds)
        .map((row) => jobs.decode(row)),
    remaining: () =>
      the.memory
        .all('shifts')
        .filter(shifts.holds)
        .map(({ remaining }) => remaining),
    delivered: () => the.memory.all('outbox').map(({ delivery }) => delivery),
    calls: (command: string) => the.memory.calls.filter((call) => call.command === command).length,
  };
}
