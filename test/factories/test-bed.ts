import { beforeEach } from 'vitest';
import type { RouteName } from '#contract/routes.ts';
import { Appointment, reached } from '#domain/appointments/appointment.ts';
import { take } from '#domain/dispatch/capacity.ts';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import type { Task } from '#domain/tasks/task.ts';
import { createAppointment, updateAppointment } from '#store/appointments/appointments.ts';
import { fileOf } from '#store/appointments/file.ts';
import { results } from '#store/appointments/rows.ts';
import { certificates } from '#store/certificates/certificates.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { addJob, createShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { takeInstruments } from '#store/ledger/instruments.ts';
import { writeOrganisation } from '#store/organisations/organisations.ts';
import { createTask } from '#store/tasks/tasks.ts';
import { appointmentIn, line, NOW, TODAY, withWaiver } from './appointment.ts';
import { keptToken } from './delivery.ts';
import { emptyBed, SECRET_TOKEN, type TestBed } from './empty-bed.ts';
import type { MemoryTables } from './memory-tables.ts';
import { organisation } from './organisation.ts';
import { ENTERPRISE_CODE, person } from './people.ts';
import type { Call } from './requests.ts';
import { certificate, job, openTask, shift, team } from './work.ts';

export const ids = {
  inReview: '01KJP0000000000000000000RV',
  assigned: '01KJP0000000000000000000AS',
  returned: '01KJP0000000000000000000RT',
  waiver: '01KJP0000000000000000000WV',
  queued: '01KJP0000000000000000000QD',
};

const own = (id: string, serialNumber: string) => ({ id, lines: [line(1, { serialNumber })] });

export const appointments = {
  inReview: appointmentIn('IN_REVIEW', own(ids.inReview, 'RV')),
  assigned: appointmentIn('ASSIGNED', own(ids.assigned, 'AS')),
  returned: appointmentIn('RETURNED', own(ids.returned, 'RT')),
  waiver: appointmentIn('QUEUED', { ...withWaiver(1), ...own(ids.waiver, 'WV') }),
  queued: appointmentIn('QUEUED', own(ids.queued, 'QD')),
};

export const tasks = {
  intake: openTask('intake-review', { appointmentId: ids.inReview }),
  test: openTask('test', { appointmentId: ids.assigned }),
  waiver: openTask('waiver-review', { appointmentId: ids.waiver }),
};

/** The version of its appointment that recorded what the certificate says. */
const RECORDED = 5;

const day = (date: string) => shift({ date });
export const shifts = { taken: take(day('2026-03-03'), 45), free: day('2026-03-04') };

/** An appointment as it is stored; what was tested came with a write of its own. */
function stored(appointment: Appointment) {
  const event = { type: 'Submitted', at: NOW, by: 'enterprise-1' } as const;
  if (!reached(appointment).results) return createAppointment(appointment, event);
  const untested = { status: 'VERIFYING', results: undefined, version: appointment.version - 1 };
  const before = createAppointment(Appointment.parse({ ...appointment, ...untested }), event);
  const { appointment: present } = fileOf(before.map(({ item }) => item.Put?.Item ?? {}));
  return [...before, ...updateAppointment(present, appointment, { ...event, type: 'Tested' })];
}

export const open = (appointment: Appointment, ...of: Task[]) => [
  ...stored(appointment),
  ...of.flatMap((task) => [createTask(task), keptToken(appointment.id, task.id, SECRET_TOKEN)]),
];

/** The enterprise of Shangluo with an appointment at each kind of place, a team, two shifts and a certificate. */
function seed(memory: MemoryTables): void {
  const { inReview, assigned, returned, waiver, queued } = appointments;
  memory.given(
    writeOrganisation(organisation()),
    writeTeam(team()),
    createShift({ ...shifts.taken }),
    createShift(shifts.free),
    ...open(inReview, tasks.intake),
    ...open(assigned, tasks.test),
    ...open(returned),
    ...open(waiver, tasks.waiver),
    ...open(queued),
    addJob(job({ appointmentId: ids.assigned })),
    ...[queued, waiver].map((one) => enterQueue(queueEntryOf(one))),
    ...[inReview, assigned, waiver, queued].flatMap((one) => takeInstruments(one, new Map())),
  );
  const { result, ...document } = certificate();
  const { appointmentId, line: of } = document;
  const { serialNumber } = of;
  memory.put('certificates', certificates.encode({ ...document, recorded: RECORDED, serialNumber }));
  memory.put('appointments', results.encode({ appointmentId, version: RECORDED, result }));
}

const { number: _number, ...instrument } = line();
const content = { division: '611002', mode: 'on-site', lines: [{ ...instrument, serialNumber: 'NEW-1' }] };

/** A call of each route that is answered with success in the seeded world. */
export const goodCalls: Record<RouteName, Call> = {
  submitAppointment: { as: person('enterprise'), body: content },
  listAppointments: { as: person('clerk'), query: { status: 'IN_REVIEW' } },
  readAppointment: { as: person('enterprise'), parameters: { id: ids.queued } },
  cancelAppointment: {
    as: person('enterprise'),
    parameters: { id: ids.queued },
    body: { reason: '不再需要' },
  },
  resubmitAppointment: { as: person('enterprise'), parameters: { id: ids.returned }, body: content },
  listTasks: { as: person('clerk') },
  readTask: { as: person('clerk'), parameters: { id: tasks.intake.id } },
  claimTask: { as: person('clerk'), parameters: { id: tasks.intake.id } },
  releaseTask: { as: person('clerk'), parameters: { id: tasks.intake.id } },
  decideTask: {
    as: person('clerk'),
    parameters: { id: tasks.intake.id },
    body: { decision: { outcome: 'accept' } },
  },
  recordResults: {
    as: person('technician'),
    parameters: { id: tasks.test.id },
    body: { results: [{ line: 1, outcome: 'pass', testedOn: TODAY }] },
  },
  decideTasks: {
    as: person('clerk'),
    body: { items: [{ task: tasks.intake.id, decision: { outcome: 'accept' } }] },
  },
  readDispatchBoard: { as: person('dispatcher'), parameters: { institution: 'institution-shangluo' } },
  writeTeam: {
    as: person('dispatcher'),
    parameters: { institution: 'institution-shangluo', id: 'shangluo-9' },
    body: {
      name: { zh: '九队', en: 'Team 9' },
      fields: ['thermal'],
      base: '611002',
      vehicle: null,
      laboratory: true,
      members: [{ subject: 't', name: 'T' }],
    },
  },
  planShift: {
    as: person('dispatcher'),
    parameters: { institution: 'institution-shangluo' },
    body: { teamId: 'shangluo-1', date: '2026-03-05', minutes: 480 },
  },
  reassignAppointment: {
    as: person('dispatcher'),
    parameters: { id: ids.assigned },
    body: { shiftId: shifts.free.id, reason: '车辆检修' },
  },
  quote: { as: person('enterprise'), body: content },
  listCertificates: { as: person('enterprise') },
  readCertificate: { as: person('enterprise'), parameters: { number: certificate().number } },
  checkCertificate: { parameters: { number: certificate().number }, query: { code: 'ABCD2345' } },
  readOrganisation: { as: person('enterprise'), parameters: { code: ENTERPRISE_CODE } },
  writeOrganisation: {
    as: person('enterprise'),
    parameters: { code: ENTERPRISE_CODE },
    body: (({ code: _code, version: _version, updatedAt: _at, ...rest }) => rest)(organisation()),
  },
  listInstruments: { as: person('enterprise'), parameters: { code: ENTERPRISE_CODE } },
  health: {},
  openapi: {},
};

export type { TestBed };

/** Before each test a seeded world, or an empty one, at a still moment, without a network. */
export function testBed({ empty = false } = {}): TestBed {
  const it = emptyBed();
  if (!empty) beforeEach(() => seed(it.memory));
  return it;
}
