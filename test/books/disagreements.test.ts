import { expect, it } from 'vitest';
import { instrumentKey } from '#domain/ledger/ledger.ts';
import { cancelTask, decide } from '#domain/tasks/task.ts';
import { appointmentIn, ID, line, NOW, signed } from '#test/factories/appointment.ts';
import { person } from '#test/factories/people.ts';
import { certificate, entry, openTask, shift } from '#test/factories/work.ts';
import type { Books } from './books.ts';
import { disagreements } from './disagreements.ts';

const empty: Books = {
  appointments: [],
  history: [],
  tasks: [],
  shifts: [],
  queue: [],
  instruments: [],
  certificates: [],
  waits: [],
  undelivered: [],
};

const ledger = (id: string) => ({
  organisationCode: appointmentIn('QUEUED').organisationCode,
  instrumentKey: instrumentKey(line()),
  ...line(),
  unit: 'shangluo' as const,
  openAppointment: id,
  lastCertificate: null,
  lastOutcome: null,
  lastTestedOn: null,
  nextDueOn: null,
});

/** An appointment in each of three situations, with all that belongs to it. */
function sound(): Books {
  const queued = appointmentIn('QUEUED');
  return {
    ...empty,
    appointments: [queued],
    history: Array.from({ length: queued.version }, (_, index) => ({
      id: ID,
      version: index + 1,
      type: 'Queued' as const,
      at: NOW,
      by: 'system',
    })),
    queue: [entry({ rankKey: queued.rankKey })],
    instruments: [ledger(ID)],
    shifts: [shift()],
    waits: [{ appointmentId: ID, wait: 'dispatch-r1' }],
  };
}

const completed = () => {
  const one = appointmentIn('COMPLETED');
  const number = certificate().number;
  return { ...one, settlement: { ...one.settlement, certificates: [number] } };
};

it('finds nothing in books that agree', () => {
  expect(disagreements(empty)).toEqual([]);
  expect(disagreements(sound())).toEqual([]);
});

const decided = decide(openTask('intake-review'), { outcome: 'accept' }, person('clerk'), NOW);
const told = { id: ID, version: 1, type: 'Accepted' as const, at: NOW, by: 'clerk-1' };

type Defect = [rule: string, plant: (books: Books) => void];
const defects: Defect[] = [
  ['minutes: shift shangluo-1-2026-03-03', ({ shifts }) => shifts.splice(0, 1, shift({ remaining: 400 }))],
  [
    'minutes: shift shangluo-1-2026-03-03',
    (books) => books.appointments.push(appointmentIn('ASSIGNED', { id: 'A' })),
  ],
  ['queue: queue entry', ({ queue }) => queue.push(entry({ appointmentId: 'B' }))],
  ['queue: nobody queues', ({ queue }) => queue.pop()],
  ['openTasks: task', ({ tasks }) => tasks.push(openTask('test', { appointmentId: 'gone' }))],
  ['openTasks: task', ({ tasks }) => tasks.push(openTask('test', { revision: 2 }))],
  ['instruments: instrument', ({ instruments }) => instruments.splice(0, 1, ledger('gone'))],
  ['instruments: instrument', ({ instruments }) => instruments.pop()],
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
      const one = completed();
      const quote = { ...one.settlement.quote, payableFen: 1 };
      appointments.splice(0, 1, { ...one, settlement: { ...one.settlement, quote } });
    },
  ],
  ['documents: documents issued', ({ certificates }) => certificates.push(certificate())],
  ['documents: documents issued', ({ appointments }) => appointments.push({ ...completed(), id: 'E' })],
  ['history: appointment', ({ history }) => history.pop()],
  ['history: appointment', ({ history }) => history.push({ ...told, version: 2 })],
  [
    'signers: the results',
    ({ appointments }) => {
      const one = completed();
      appointments.push({ ...one, results: { ...one.results, checkedBy: one.results.testedBy } });
    },
  ],
  [
    'signers: the results',
    ({ appointments }) => {
      const one = completed();
      appointments.push({ ...one, results: { ...one.results, testedBy: signed('enterprise-1') } });
    },
  ],
  [
    'signers: appointment',
    ({ appointments }) => {
      const one = completed();
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
        id: 'o',
        createdAt: NOW,
        delivery: { kind: 'start', appointmentId: ID, revision: 1 },
        pending: 'pending',
      }),
  ],
  ['waits: the wait', ({ waits }) => waits.push({ appointmentId: 'gone', wait: 'w' })],
];

it.each(defects)('finds what is wrong: %s', (rule, plant) => {
  const books = sound();
  plant(books);
  expect(disagreements(books).join('\n')).toContain(rule);
});
