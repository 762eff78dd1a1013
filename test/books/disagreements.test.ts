import { expect, it } from 'vitest';
import { type Certificate, certificateNumber } from '#domain/certificates/certificate.ts';
import { classOf } from '#domain/dispatch/parking.ts';
import { freed, taken } from '#domain/ledger/ledger.ts';
import { cancelTask, decide } from '#domain/tasks/task.ts';
import { appointmentIn, ID, line, NOW, signed } from '#test/factories/appointment.ts';
import { person } from '#test/factories/people.ts';
import { certificate, entry, job, openTask, shift } from '#test/factories/work.ts';
import type { Books } from './books.ts';
import { disagreements } from './disagreements.ts';

const empty: Books = {
  appointments: [],
  history: [],
  tasks: [],
  shifts: [],
  jobs: [],
  queue: [],
  parkedClasses: [],
  instruments: [],
  certificates: [],
  waits: [],
  undelivered: [],
};

const ASSIGNED = '01KJP00001ABCDEFGHJKMNPQRS';
const COMPLETED = '01KJP00002ABCDEFGHJKMNPQRS';

const owner = (id: string) => ({
  id,
  unit: 'shangluo' as const,
  organisationCode: appointmentIn('QUEUED').organisationCode,
});
const entryOfLedger = (id: string, of = line()) => taken(undefined, owner(id), of);

const stored = (change: Partial<Certificate> = {}) => {
  const { result: _result, ...document } = certificate(change);
  return { ...document, recorded: 3, serialNumber: document.line.serialNumber };
};

const completed = (id: string, number = 3) => {
  const one = appointmentIn('COMPLETED', { id, lines: [{ ...line(number), number: 1 }] });
  const certificates = [certificateNumber(one.unit, id, 1)];
  return { ...one, settlement: { ...one.settlement, certificates } };
};

const told = { id: ID, version: 1, type: 'Accepted' as const, at: NOW, by: 'clerk-1' };
const historyOf = ({ id, version }: { id: string; version: number }) =>
  Array.from({ length: version }, (_, index) => ({ ...told, id, version: index + 1 }));

/** An appointment in each of three situations, with all that belongs to it. */
function sound(): Books {
  const queued = appointmentIn('QUEUED');
  const assigned = appointmentIn('ASSIGNED', { id: ASSIGNED, lines: [line(1, { serialNumber: 'SN-2' })] });
  const done = completed(COMPLETED);
  const took = [ASSIGNED, COMPLETED].map((appointmentId) => job({ appointmentId }));
  return {
    ...empty,
    appointments: [queued, assigned, done],
    history: [queued, assigned, done].flatMap(historyOf),
    tasks: [openTask('test', { appointmentId: ASSIGNED })],
    queue: [entry({ rankKey: queued.rankKey })],
    instruments: [
      entryOfLedger(ID),
      ...assigned.lines.map((of) => entryOfLedger(ASSIGNED, of)),
      ...done.lines.map((of) => freed(entryOfLedger(COMPLETED, of))),
    ],
    shifts: [shift({ remaining: 480 - took.reduce((sum, { minutes }) => sum + minutes, 0) })],
    jobs: took,
    certificates: [stored({ appointmentId: COMPLETED, number: certificateNumber('shangluo', COMPLETED, 1) })],
    waits: [{ appointmentId: ID, wait: 'dispatch-r1' }],
  };
}

it('finds nothing in books that agree', () => {
  expect(disagreements(empty)).toEqual([]);
  expect(disagreements(sound())).toEqual([]);
});

const decided = decide(openTask('intake-review'), { outcome: 'accept' }, person('clerk'), NOW);
type Defect = [rule: string, plant: (books: Books) => void];
const defects: Defect[] = [
  ['minutes: shift shangluo-1-2026-03-03', ({ shifts }) => shifts.splice(0, 1, shift({ remaining: 400 }))],
  [
    'minutes: shift shangluo-1-2026-03-03',
    (books) => books.appointments.push(appointmentIn('ASSIGNED', { id: 'A' })),
  ],
  ['jobs: job shangluo-1-2026-03-03', ({ jobs }) => jobs.push(job({ appointmentId: ID }))],
  [
    'jobs: job shangluo-1-2026-03-04',
    ({ jobs }) => jobs.splice(0, 1, job({ appointmentId: ASSIGNED, date: '2026-03-04' })),
  ],
  [
    'jobs: job shangluo-2-2026-03-03',
    ({ jobs }) => jobs.splice(0, 1, job({ appointmentId: ASSIGNED, teamId: 'shangluo-2' })),
  ],
  ['jobs: job', ({ jobs }) => jobs.splice(0, 1, job({ appointmentId: ASSIGNED, minutes: 44 }))],
  ['jobs: assignment', ({ jobs }) => jobs.splice(0, 1, job({ appointmentId: ASSIGNED, minutes: 46 }))],
  ['jobs: assignment', ({ jobs }) => jobs.shift()],
  ['jobs: assignment', ({ jobs }) => jobs.pop()],
  ['queue: queue entry', ({ queue }) => queue.push(entry({ appointmentId: 'B' }))],
  ['is in no queue, or in two', ({ queue }) => queue.pop()],
  [
    'is in no queue, or in two',
    ({ queue, appointments }) => {
      // Waiting and parked at once, which two rows of one place may be.
      const parked = { at: NOW, reason: { zh: '无', en: 'none' } };
      for (const one of appointments)
        if (one.status === 'QUEUED') queue.push(entry({ rankKey: one.rankKey, parked }));
    },
  ],
  [
    'parked: B is parked in a class of which nothing is said',
    ({ queue, parkedClasses }) => {
      const parked = { at: NOW, reason: { zh: '无', en: 'none' } };
      queue.push(entry({ appointmentId: 'B', parked }));
      // Of another institution, and of another class.
      const { institution } = entry();
      const said = { ...classOf(entry()), institution, stamp: 's' };
      parkedClasses.push({ ...said, institution: 'institution-yulin' }, { ...said, size: 9 });
    },
  ],
  ['openTasks: task', ({ tasks }) => tasks.push(openTask('test', { appointmentId: 'gone' }))],
  ['openTasks: task', ({ tasks }) => tasks.push(openTask('test', { revision: 2 }))],
  ['instruments: instrument', ({ instruments }) => instruments.splice(0, 1, entryOfLedger('gone'))],
  ['instruments: instrument', ({ instruments }) => instruments.shift()],
  ['waiting: appointment', ({ appointments }) => appointments.push(appointmentIn('VERIFYING', { id: 'C' }))],
  [
    'waiting: appointment',
    ({ appointments, tasks }) => {
      appointments.push(appointmentIn('IN_REVIEW', { id: 'D' }));
      tasks.push(cancelTask(openTask('intake-review', { appointmentId: 'D' }), NOW));
    },
  ],
  [
    'money: appointment',
    ({ appointments }) => {
      const one = appointmentIn('QUEUED');
      const quote = { ...one.triage.quote, payableFen: one.triage.quote.payableFen + 1 };
      appointments.splice(0, 1, { ...one, triage: { ...one.triage, quote } });
    },
  ],
  [
    'money: appointment',
    ({ appointments }) => {
      const one = completed('F');
      const quote = { ...one.settlement.quote, payableFen: 1 };
      appointments.push({ ...one, settlement: { ...one.settlement, quote } });
    },
  ],
  ['documents: documents issued', ({ certificates }) => certificates.push(stored())],
  ['documents: documents issued', ({ appointments }) => appointments.push(completed('E'))],
  ['history: appointment', ({ history }) => history.pop()],
  ['history: appointment', ({ history }) => history.push({ ...told, version: 2 })],
  [
    'signers: the results',
    ({ appointments }) => {
      const one = completed('G');
      appointments.push({ ...one, results: { ...one.results, checkedBy: one.results.testedBy } });
    },
  ],
  [
    'signers: the results',
    ({ appointments }) => {
      const one = completed('G');
      appointments.push({ ...one, results: { ...one.results, testedBy: signed('enterprise-1') } });
    },
  ],
  [
    'signers: appointment',
    ({ appointments }) => {
      const one = completed('G');
      const { authorisedBy: _nobody, ...results } = one.results;
      appointments.push({ ...one, results });
    },
  ],
  ['decisions: decision', ({ tasks }) => tasks.push(decided)],
  [
    'decisions: decision',
    ({ tasks, history }) => {
      const entryOf = { ...told, detail: { task: decided.id, outcome: 'accept' } };
      tasks.push(decided);
      history.push(entryOf, entryOf);
    },
  ],
  [
    'decisions: the history knows',
    ({ history }) => history.push({ ...told, detail: { task: 't', outcome: 'accept' } }),
  ],
  [
    'delivered: outbox row',
    ({ undelivered }) =>
      undelivered.push({
        bucket: '00',
        id: 'o',
        createdAt: NOW,
        delivery: { kind: 'resume', appointmentId: ID, wait: 'dispatch-r1', output: {} },
      }),
  ],
  ['waits: the wait', ({ waits }) => waits.push({ appointmentId: 'gone', wait: 'w' })],
];

it.each(defects)('finds what is wrong: %s', (rule, plant) => {
  const books = sound();
  plant(books);
  expect(disagreements(books).join('\n')).toContain(rule);
});
