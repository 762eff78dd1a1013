import { expect, it, vi } from 'vitest';
import { tableVariable } from '#contract/table-names.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import { take } from '#domain/dispatch/capacity.ts';
import { claim, decide } from '#domain/tasks/task.ts';
import { createAppointment } from '#store/appointments/appointments.ts';
import { jobs } from '#store/dispatch/shifts.ts';
import type { Row } from '#store/dynamodb/codec.ts';
import { tasks } from '#store/tasks/rows.ts';
import { appointmentIn, NOW } from '#test/factories/appointment.ts';
import { person } from '#test/factories/people.ts';
import { certificate, job, openTask, shift } from '#test/factories/work.ts';
import { wrongWith } from './always.ts';
import { type Changed, changedBy } from './books.ts';

vi.stubEnv(tableVariable('appointments'), 'appointments');

/** The rows that an appointment is created with: its head and the first entry of its log. */
const rowsOf = (appointment: Appointment): Row[] =>
  createAppointment(appointment, { type: 'Submitted', at: NOW, by: 'enterprise-1' }).flatMap(
    ({ item }) => item.Put?.Item ?? [],
  );

const read = (table: Parameters<typeof changedBy>[0]['table'], before?: Row, after?: Row): Changed => {
  const changed = changedBy({ table, before, after });
  if (!changed) throw new Error('no rule speaks of it');
  return changed;
};
const appointment = (before: Appointment | undefined, after: Appointment | undefined): Changed =>
  read('appointments', before && rowsOf(before)[0], after && rowsOf(after)[0]);

const inReview = appointmentIn('IN_REVIEW');
const logged = rowsOf(inReview)[1];
const accepted = { ...appointmentIn('QUEUED'), version: inReview.version + 1 };
const queued = appointmentIn('QUEUED');
const open = openTask('intake-review');
const decided = decide(open, { outcome: 'accept' }, person('clerk'), NOW);
const again = { ...decided, version: decided.version + 1 };

it.each<[string, Changed]>([
  ['an appointment', appointment(undefined, inReview)],
  ['one that nobody needs to review', appointment(undefined, queued)],
  ['its next version', appointment(inReview, accepted)],
  ['the log of an appointment', read('appointments', undefined, logged)],
  ['a task as it is stored', read('appointments', undefined, tasks.encode(open))],
  ['a task', { of: 'task', before: open, after: claim(open, person('clerk'), NOW) }],
  ['a shift', { of: 'shift', before: shift(), after: take(shift(), 480) }],
  ['a document', { of: 'paper', before: undefined, after: certificate() }],
])('has nothing against %s', (_, changed) => {
  expect(wrongWith(changed)).toEqual([]);
});

it.each<[string, Changed]>([
  [
    'IN_REVIEW to COMPLETED',
    appointment(inReview, { ...appointmentIn('COMPLETED'), version: inReview.version + 1 }),
  ],
  ['undefined to ASSIGNED', appointment(undefined, { ...appointmentIn('ASSIGNED'), version: 1 })],
  ['to version 2, not 1', appointment(undefined, accepted)],
  ['to version 1, not 2', appointment(inReview, { ...accepted, version: inReview.version })],
  ['to version 3, not 2', appointment(inReview, { ...accepted, version: inReview.version + 2 })],
  ['was removed', appointment(accepted, undefined)],
  ['was DECIDED', read('appointments', tasks.encode(decided), tasks.encode(again))],
  ['was DECIDED', { of: 'task', before: decided, after: again }],
  ['-1 of 480', { of: 'shift', before: shift(), after: { ...shift(), version: 2, remaining: -1 } }],
  ['500 of 480', { of: 'shift', before: shift(), after: { ...shift(), version: 2, remaining: 500 } }],
  ['was changed', { of: 'paper', before: certificate(), after: certificate({ checkCode: 'OTHER' }) }],
  ['was changed', { of: 'paper', before: certificate(), after: undefined }],
  ['was changed', read('appointments', logged, { ...logged, by: 'another' })],
  ['was changed', read('appointments', logged, undefined)],
  ['was changed', read('certificates', { number: '1' }, { number: '1', basis: 'another' })],
])('finds what is wrong with one write: %s', (what, changed) => {
  expect(wrongWith(changed).join('\n')).toContain(what);
});

it('has no rule for a job by itself: the books know what belongs to it', () => {
  expect(changedBy({ table: 'shifts', before: undefined, after: jobs.encode(job()) })).toBeUndefined();
});
