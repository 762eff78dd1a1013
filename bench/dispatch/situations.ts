import type { Situation } from './queues.ts';

/** Queues of which all can be placed, by their length. */
export const queues: (Situation & { queued: number })[] = [
  { name: '10 queued', institution: 'institution-xian', queued: 10 },
  { name: '100 queued', institution: 'institution-tongchuan', queued: 100 },
  { name: '1,000 queued', institution: 'institution-baoji', queued: 1_000 },
  { name: '10,000 queued', institution: 'institution-xianyang', queued: 10_000 },
  { name: '100,000 queued', institution: 'institution-weinan', queued: 100_000 },
];

/** What there may be besides, by the name in the budgets; whether capacity wakes the run; whether it runs until all is done. */
type Beside = Situation & { short: string; woken?: boolean; untilDone?: boolean };

export const besideQueues: Beside[] = [
  {
    short: 'BesideParked',
    name: '10 queued, 10,000 parked',
    institution: 'institution-yanan',
    queued: 10,
    impossibleParked: 10_000,
  },
  {
    short: 'Parking',
    name: '10,000 waiting that nobody can do',
    institution: 'institution-yulin',
    impossible: 10_000,
    untilDone: true,
  },
  {
    short: 'BesideFullShifts',
    name: '10 queued, 500 full shifts before the room',
    institution: 'institution-hanzhong',
    queued: 10,
    others: { shifts: 500, remaining: 0 },
  },
  {
    short: 'BesideNearlyFullShifts',
    name: '10 queued, 500 with 10 minutes before the room',
    institution: 'institution-ankang',
    queued: 10,
    others: { shifts: 500, remaining: 10 },
  },
  {
    short: 'Woken',
    name: 'new capacity for 10, 10,000 others parked',
    institution: 'institution-shangluo',
    parked: 10,
    impossibleParked: 10_000,
    woken: true,
  },
];
