import { describe, expect, it } from 'vitest';
import { Status } from '#domain/appointments/appointment.ts';
import { cancelTask, claim, decide, escalate, expire } from '#domain/tasks/task.ts';
import {
  createAppointment,
  listByOrganisation,
  listByStatus,
  updateAppointment,
} from '#store/appointments/appointments.ts';
import { getAppointment, getFile } from '#store/appointments/file.ts';
import { findCertificate, issueCertificate, listCertificates } from '#store/certificates/certificates.ts';
import { listTeams, writeTeam } from '#store/dispatch/teams.ts';
import { findOrganisation, writeOrganisation } from '#store/organisations/organisations.ts';
import { createTask, listOpenTasks, overdueTasks, updateTask } from '#store/tasks/tasks.ts';
import { appointmentIn, ID, later, NOW } from '#test/factories/appointment.ts';
import { testDatabase } from '#test/factories/database.ts';
import { organisation } from '#test/factories/organisation.ts';
import { ENTERPRISE_CODE, person } from '#test/factories/people.ts';
import { entryOf, readBack, written } from '#test/factories/stored.ts';
import { certificate, openTask, team } from '#test/factories/work.ts';
import { plain } from '#test/memory-dynamodb/tables.ts';

const page = { limit: 10 };
const institution = 'institution-shangluo';
const database = testDatabase();

describe('an appointment', () => {
  it('is read back by its id, with its history', async () => {
    const first = appointmentIn('IN_REVIEW');
    const second = appointmentIn('QUEUED', { version: 2 });
    await database.given(...createAppointment(first, entryOf()));
    const present = await getAppointment(ID);
    expect(plain(present)).toEqual(first);
    await database.given(
      ...updateAppointment(present, second, { ...entryOf('Accepted', later(1)), detail: { n: 1 } }),
    );
    const { appointment, history } = await getFile(ID);
    expect(plain(appointment)).toEqual(second);
    expect(history).toEqual([
      { ...entryOf(), version: 1 },
      { ...entryOf('Accepted', later(1)), detail: { n: 1 }, version: 2 },
    ]);
  });

  it('is in the lists of its organisation and of its status, and of no other', async () => {
    const [first, second] = [appointmentIn('IN_REVIEW'), appointmentIn('QUEUED', { version: 2 })];
    await database.given(...written([first, second]));
    const { items } = await listByOrganisation(ENTERPRISE_CODE, page);
    expect(items).toMatchObject([
      { id: ID, status: 'QUEUED', instruments: 1, lane: second.triage.lane, date: null },
    ]);
    for (const status of Status.options) {
      expect((await listByStatus('shangluo', status, page)).items).toEqual(status === 'QUEUED' ? items : []);
    }
  });

  it.each(Status.options)('is read back in the status %s', async (status) => {
    const whole = { ...appointmentIn(status), version: 2 };
    // Results come with a version of their own, never with the first.
    const writes = written([{ ...appointmentIn('ASSIGNED'), version: 1 }, whole]);
    await database.given(...writes);
    expect(plain(await getAppointment(ID))).toEqual(whole);
  });
});

describe('a task', () => {
  const approvers = { role: 'approver', institution } as const;
  const ofFile = async () => (await getFile(ID)).tasks;

  it.each([
    ['open', openTask('waiver-review')],
    ['claimed', claim(openTask('waiver-review'), person('approver'), NOW)],
    [
      'decided',
      decide(openTask('waiver-review'), { outcome: 'reject', reason: 'x' }, person('approver'), NOW),
    ],
    ['expired', expire(openTask('waiver-review'), NOW, 'reject')],
    ['cancelled', cancelTask(openTask('waiver-review'), NOW)],
    ['escalated', escalate(openTask('waiver-review'), NOW, later(48))],
    ['of a later round', openTask('test', { round: 12 })],
  ])('is read back with its appointment: %s', async (_, task) => {
    await database.given(...written([appointmentIn('QUEUED')]), createTask(task));
    expect(await ofFile()).toEqual([task]);
  });

  it('is listed as long as it is open, and keeps under which request it was decided', async () => {
    const task = openTask('waiver-review');
    await database.given(...written([appointmentIn('QUEUED')]), createTask(task));
    expect((await listOpenTasks(approvers, page)).items).toMatchObject([
      { id: task.id, step: 'waiver-review' },
    ]);
    expect((await listOpenTasks({ ...approvers, role: 'clerk' }, page)).items).toEqual([]);
    const decided = decide(task, { outcome: 'reject', reason: 'x' }, person('approver'), NOW);
    await database.given(updateTask(decided, 'digest'));
    expect((await listOpenTasks(approvers, page)).items).toEqual([]);
    expect(await ofFile()).toEqual([decided]);
    expect((await getFile(decided.appointmentId)).decidedUnder.get(decided.id)).toBe('digest');
  });

  it('that is escalated is in the lists of both institutions, until one decides', async () => {
    const above = { role: 'approver', institution: 'institution-shaanxi' } as const;
    const escalated = escalate(openTask('waiver-review'), NOW, later(48));
    await database.given(createTask(openTask('waiver-review')), updateTask(escalated));
    for (const group of [approvers, above]) {
      expect((await listOpenTasks(group, page)).items).toMatchObject([
        { id: escalated.id, escalatedAt: NOW },
      ]);
    }
    await database.given(updateTask(cancelTask(escalated, NOW)));
    for (const group of [approvers, above]) expect((await listOpenTasks(group, page)).items).toEqual([]);
  });

  it('stands in its list by lane, what is escalated before it, then what is due', async () => {
    const of = (appointmentId: string, change: object) => openTask('check', { appointmentId, ...change });
    const above = { role: 'technician', institution } as const;
    const below = { role: 'technician', institution: 'institution-yulin' } as const;
    await database.given(
      ...[
        of('A', { lane: 'standard', dueAt: later(1) }),
        of('B', { lane: 'emergency', dueAt: later(9) }),
        of('C', { lane: 'green', dueAt: later(2) }),
        of('D', { lane: 'green', dueAt: later(1) }),
        of('E', { lane: 'green', dueAt: later(9), escalatedAt: NOW, candidates: [below, above] }),
        of('F', { lane: 'green', dueAt: later(8), escalatedAt: NOW }),
      ].map(createTask),
    );
    const names = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await listOpenTasks(above, { limit: 4, cursor });
      names.push(...items.map(({ appointmentId }) => appointmentId));
      cursor = next ?? undefined;
    } while (cursor);
    expect(names).toEqual(['B', 'F', 'E', 'D', 'C', 'A']);
  });

  it('is overdue from its instant on, until it is escalated', async () => {
    const late = async (before: string) =>
      (await Array.fromAsync(overdueTasks(institution, before))).map(({ appointmentId }) => appointmentId);
    const of = (appointmentId: string, step: 'check' | 'intake-review', hours: number, lane = 'standard') =>
      openTask(step, { appointmentId, dueAt: later(hours), lane: lane as 'standard' });
    const tasks = [
      of('A', 'check', 1),
      of('B', 'check', 3),
      of('C', 'check', 2, 'green'),
      of('D', 'intake-review', 1),
    ];
    await database.given(
      ...tasks.map(createTask),
      createTask(openTask('check', { appointmentId: 'E', escalatedAt: NOW, dueAt: later(0) })),
      createTask(
        openTask('check', {
          appointmentId: 'F',
          dueAt: later(0),
          candidates: [{ role: 'technician', institution: 'institution-yulin' }],
        }),
      ),
    );
    expect(await late(later(0.5))).toEqual([]);
    expect(await late(later(1.5))).toEqual(['D', 'A']);
    expect(await late(later(9))).toEqual(['D', 'C', 'A', 'B']);
  });
});

describe('what else is stored', () => {
  it('is read back: organisations, teams, certificates with what was measured', async () => {
    const assigned = appointmentIn('ASSIGNED');
    const tested = written([assigned, { ...appointmentIn('VERIFYING'), version: assigned.version + 1 }]);
    await database.given(
      writeOrganisation(organisation()),
      writeTeam(team()),
      ...tested,
      issueCertificate(certificate(), readBack(tested)),
    );
    expect(await findOrganisation(ENTERPRISE_CODE)).toEqual(organisation());
    expect(await findOrganisation('none')).toBeUndefined();
    expect(await listTeams(institution)).toEqual([team()]);
    expect(await findCertificate(certificate().number)).toEqual(certificate());
    expect(await findCertificate('none')).toBeUndefined();
    const { items } = await listCertificates(ENTERPRISE_CODE, page);
    expect(items).toMatchObject([
      { number: certificate().number, appointmentId: ID, serialNumber: 'SN-0001' },
    ]);
    const rows = await database.all('certificates');
    expect(rows[0]).not.toHaveProperty('result');
  });

  it('is no document without the result that it names', async () => {
    const assigned = appointmentIn('ASSIGNED');
    const tested = written([assigned, { ...appointmentIn('VERIFYING'), version: assigned.version + 1 }]);
    await database.given(issueCertificate(certificate(), readBack(tested)));
    await expect(findCertificate(certificate().number)).rejects.toMatchObject({ name: 'UnreadableRow' });
  });
});
