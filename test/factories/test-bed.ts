import './every-line.ts';

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { RouteName } from '#contract/routes.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import { take } from '#domain/dispatch/capacity.ts';
import type { Task } from '#domain/tasks/task.ts';
import { useClock } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';
import { createAppointment } from '#store/appointments/appointments.ts';
import { issueCertificate } from '#store/certificates/certificates.ts';
import { saveToken } from '#store/delivery/waits.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { takeInstrument } from '#store/ledger/instruments.ts';
import { writeOrganisation } from '#store/organisations/organisations.ts';
import { createTask } from '#store/tasks/tasks.ts';
import { appointmentIn, line, NOW, TODAY, withWaiver } from './appointment.ts';
import { MemoryTables } from './memory-tables.ts';
import { organisation } from './organisation.ts';
import { ENTERPRISE_CODE, person } from './people.ts';
import { type Call, serveKeys } from './requests.ts';
import { certificate, entry, openTask, shift, team } from './work.ts';

export const ids = {
  inReview: '01KJP0000000000000000000RV',
  assigned: '01KJP0000000000000000000AS',
  returned: '01KJP0000000000000000000RT',
  waiver: '01KJP0000000000000000000WV',
  queued: '01KJP0000000000000000000QD',
};

/** What nobody may ever find in a log or an answer. */
export const SECRET_TOKEN = 'task-token-nobody-may-see';

const own = (id: string, serialNumber: string) => ({ id, lines: [line(1, { serialNumber })] });

export const appointments = {
  inReview: appointmentIn('IN_REVIEW', own(ids.inReview, 'RV')),
  assigned: appointmentIn('ASSIGNED', own(ids.assigned, 'AS')),
  returned: appointmentIn('RETURNED', own(ids.returned, 'RT')),
  waiver: appointmentIn('ACCEPTED', { ...withWaiver(1), ...own(ids.waiver, 'WV') }),
  queued: appointmentIn('QUEUED', own(ids.queued, 'QD')),
};

export const tasks = {
  intake: openTask('intake-review', { appointmentId: ids.inReview }),
  test: openTask('test', { appointmentId: ids.assigned }),
  waiver: openTask('waiver-review', { appointmentId: ids.waiver }),
};

const day = (date: string) => shift({ date });
export const shifts = { taken: take(day('2026-03-03'), 45), free: day('2026-03-04') };

export const open = (appointment: Appointment, ...of: Task[]) => [
  ...createAppointment(appointment, { type: 'Submitted', at: NOW, by: 'enterprise-1' }),
  ...of.flatMap((task) => [
    createTask(task),
    saveToken(appointment.id, task.id, SECRET_TOKEN, Date.parse(NOW)),
  ]),
];

/** The enterprise of Shangluo with an appointment at each kind of place, a team, two shifts and a certificate. */
function seed(memory: MemoryTables): void {
  const { inReview, assigned, returned, waiver, queued } = appointments;
  memory.given(
    writeOrganisation(organisation()),
    writeTeam(team()),
    createShift({ ...shifts.taken }),
    createShift(shifts.free),
    issueCertificate(certificate()),
    ...open(inReview, tasks.intake),
    ...open(assigned, tasks.test),
    ...open(returned),
    ...open(waiver, tasks.waiver),
    ...open(queued),
    enterQueue(entry({ appointmentId: ids.queued, rankKey: queued.rankKey })),
    ...[inReview, assigned, waiver, queued].flatMap((one) =>
      one.lines.map((each) => takeInstrument(one, each)),
    ),
  );
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
  readDispatchBoard: { as: person('dispatcher'), parameters: { unit: 'shangluo' } },
  writeTeam: {
    as: person('dispatcher'),
    parameters: { unit: 'shangluo', id: 'shangluo-9' },
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
    parameters: { unit: 'shangluo' },
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

const mockStates = () => mockClient(SFNClient);
const mockEvents = () => mockClient(EventBridgeClient);

export type TestBed = {
  memory: MemoryTables;
  stepFunctions: ReturnType<typeof mockStates>;
  events: ReturnType<typeof mockEvents>;
  /** Every line that was logged or printed. */
  lines: string[];
};

/**
 * Before each test a seeded world at a still moment, without a network. After each one nothing may have been logged
 * that is a secret.
 */
export function testBed(options: { empty?: boolean } = {}): TestBed {
  const it = {} as TestBed;
  beforeEach(() => {
    it.memory = new MemoryTables();
    it.stepFunctions = mockStates();
    it.events = mockEvents();
    it.events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] });
    it.lines = [];
    const keep = (chunk: unknown) => it.lines.push(String(chunk)) > 0;
    vi.spyOn(process.stdout, 'write').mockImplementation(keep);
    vi.spyOn(process.stderr, 'write').mockImplementation(keep);
    log.setLogLevel('DEBUG');
    process.env.MACHINE_APPOINTMENT = 'arn:aws:states:test:000000000000:stateMachine:appointment';
    process.env.EVENT_BUS = 'greenlane';
    serveKeys();
    useClock(() => Date.parse(NOW));
    if (!options.empty) seed(it.memory);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    it.memory.stub.restore();
    it.stepFunctions.restore();
    it.events.restore();
    useClock(Date.now);
    expect(log.getLevelName()).toBe('DEBUG');
    expect(it.lines.join('\n')).not.toMatch(/eyJ[\w-]+\.|task-token|Bearer [\w-]/);
  });
  return it;
}
