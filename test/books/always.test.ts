import { expect, it } from 'vitest';
import type { Appointment } from '#domain/appointments/appointment.ts';
import { take } from '#domain/dispatch/capacity.ts';
import { claim, decide } from '#domain/tasks/task.ts';
import { appointmentIn, NOW } from '#test/factories/appointment.ts';
import { person } from '#test/factories/people.ts';
import { certificate, openTask, shift } from '#test/factories/work.ts';
import { wrongWith } from './always.ts';
import type { Changed } from './books.ts';

const appointment = (before: Appointment | undefined, after: Appointment | undefined): Changed => ({
  of: 'appointment',
  before,
  after,
});
const accepted = appointmentIn('ACCEPTED');
const queued = appointmentIn('QUEUED');
const open = openTask('intake-review');
const decided = decide(open, { outcome: 'accept' }, person('clerk'), NOW);
const again = { ...decided, version: decided.version + 1 };

it.each<[string, Changed]>([
  ['an appointment', appointment(undefined, appointmentIn('SUBMITTED'))],
  ['its next version', appointment(accepted, queued)],
  ['a task', { of: 'task', before: open, after: claim(open, person('clerk'), NOW) }],
  ['a shift', { of: 'shift', before: shift(), after: take(shift(), 480) }],
  ['a document', { of: 'paper', before: undefined, after: certificate() }],
])('has nothing against %s', (_, changed) => {
  expect(wrongWith(changed)).toEqual([]);
});

it.each<[string, Changed]>([
  [
    'ACCEPTED to COMPLETED',
    appointment(accepted, { ...appointmentIn('COMPLETED'), version: accepted.version + 1 }),
  ],
  ['undefined to QUEUED', appointment(undefined, { ...queued, version: 1 })],
  ['version', appointment(accepted, { ...queued, version: accepted.version })],
  ['version', appointment(accepted, { ...queued, version: accepted.version + 2 })],
  ['was removed', appointment(accepted, undefined)],
  ['was DECIDED', { of: 'task', before: decided, after: again }],
  ['-1 of 480', { of: 'shift', before: shift(), after: { ...shift(), version: 2, remaining: -1 } }],
  ['500 of 480', { of: 'shift', before: shift(), after: { ...shift(), version: 2, remaining: 500 } }],
  ['was changed', { of: 'paper', before: certificate(), after: certificate({ checkCode: 'OTHER' }) }],
  ['was changed', { of: 'paper', before: certificate(), after: undefined }],
])('finds what is wrong with one write: %s', (what, changed) => {
  expect(wrongWith(changed).join('\n')).toContain(what);
});
