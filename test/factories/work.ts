import { Certificate } from '#domain/certificates/certificate.ts';
import { Shift, Team } from '#domain/dispatch/capacity.ts';
import type { Job } from '#domain/dispatch/job.ts';
import { QueueEntry, rankKey } from '#domain/dispatch/queue.ts';
import { steps, type TaskStep } from '#domain/tasks/steps.ts';
import { Task, taskId } from '#domain/tasks/task.ts';
import { ID, later, line, NOW, signed } from './appointment.ts';
import { ENTERPRISE_CODE } from './people.ts';

export const team = (change: Partial<Team> = {}): Team =>
  Team.parse({
    id: 'shangluo-1',
    institution: 'institution-shangluo',
    name: { zh: '商洛一队', en: 'Shangluo team 1' },
    fields: ['thermal', 'medical', 'mass'],
    base: '611002',
    vehicle: '陕H·计01',
    laboratory: true,
    members: [signed('technician-1'), signed('technician-2'), signed('technician-3')],
    version: 1,
    ...change,
  });

export const shift = (change: Partial<Shift> = {}): Shift => {
  const { teamId = 'shangluo-1', date = '2026-03-03', minutes = 480 } = change;
  return Shift.parse({
    id: `${teamId}-${date}`,
    teamId,
    institution: 'institution-shangluo',
    date,
    minutes,
    remaining: minutes,
    vehicle: '陕H·计01',
    change: 'planned',
    version: 1,
    ...change,
  });
};

export const job = (change: Partial<Job> = {}): Job => ({
  institution: 'institution-shangluo',
  teamId: 'shangluo-1',
  date: '2026-03-03',
  appointmentId: ID,
  organisationName: '商洛试验医疗器械有限公司',
  lane: 'standard',
  mode: 'on-site',
  division: '611002',
  instruments: 1,
  minutes: 45,
  ...change,
});

export const entry = (change: Partial<QueueEntry> & { headStartHours?: number } = {}): QueueEntry => {
  const { headStartHours = 0, ...rest } = change;
  const { appointmentId = ID, acceptedAt = NOW, overdue = false } = rest;
  return QueueEntry.parse({
    institution: 'institution-shangluo',
    rankKey: rankKey({ appointmentId, acceptedAt, headStartHours, overdue }),
    appointmentId,
    revision: 1,
    organisationName: '商洛试验医疗器械有限公司',
    lane: 'standard',
    mode: 'on-site',
    division: '611002',
    fields: ['thermal'],
    minutes: 15,
    acceptedAt,
    requestedDate: null,
    dueBy: '2026-03-09',
    overdue,
    parked: null,
    ...rest,
  });
};

type Of<S extends Task['status']> = Extract<Task, { status: S }>;

/** An open task of a step, for the people of Shangluo. */
export const openTask = (step: TaskStep, change: Partial<Of<'OPEN'>> = {}): Of<'OPEN'> => {
  const round = ['receive', 'test', 'check', 'authorise'].includes(step) ? 1 : 0;
  return Task.parse({
    status: 'OPEN',
    id: taskId(change.appointmentId ?? ID, change.revision ?? 1, step, change.round ?? round),
    appointmentId: ID,
    revision: 1,
    organisationCode: ENTERPRISE_CODE,
    organisationName: '商洛试验医疗器械有限公司',
    unit: 'shangluo',
    institution: 'institution-shangluo',
    step,
    round,
    lane: 'standard',
    candidates: [{ role: steps[step].role, institution: 'institution-shangluo' }],
    excluded: ['enterprise-1'],
    version: 1,
    createdAt: NOW,
    dueAt: later(24),
    escalatedAt: null,
    ...change,
  }) as Of<'OPEN'>;
};

export const certificate = (change: Partial<Certificate> = {}): Certificate =>
  Certificate.parse({
    number: `GL-SHANGLUO-${ID}-01`,
    document: 'certificate',
    kind: 'verification',
    title: { zh: '检定证书', en: 'Verification certificate' },
    appointmentId: ID,
    organisationCode: ENTERPRISE_CODE,
    organisationName: '商洛试验医疗器械有限公司',
    unit: 'shangluo',
    institution: { zh: '商洛法定计量检定机构', en: 'Statutory metrology institution of Shangluo' },
    line: line(1, { type: 'infrared-ear-thermometer', kind: 'verification' }),
    instrument: { zh: '红外耳温计', en: 'infrared ear thermometer' },
    basis: 'JJG 1164-2019',
    result: { line: 1, outcome: 'pass', testedOn: '2026-03-02' },
    validUntil: '2027-03-01',
    testedBy: signed('technician-1'),
    checkedBy: signed('technician-2'),
    authorisedBy: signed('technician-3'),
    issuedOn: '2026-03-02',
    checkCode: 'ABCD2345',
    ...change,
  });
