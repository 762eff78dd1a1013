import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tables } from '#contract/index.ts';
import type { TableName } from '#contract/table-names.ts';
import { Status } from '#domain/appointments/appointment.ts';
import type { HistoryEntry } from '#domain/appointments/history.ts';
import { decide } from '#domain/tasks/task.ts';
import {
  createAppointment,
  getAppointment,
  getHistory,
  listByOrganisation,
  listByStatus,
  updateAppointment,
} from '#store/appointments/appointments.ts';
import { findCertificate, issueCertificate, listCertificates } from '#store/certificates/certificates.ts';
import { addToOutbox, findPending, listPending } from '#store/delivery/outbox.ts';
import { listTokens, listWaits, saveToken } from '#store/delivery/waits.ts';
import { COUNTED_AHEAD, countAhead, enterQueue, queueHead } from '#store/dispatch/queue.ts';
import { createShift, getShift, listShifts, shiftId } from '#store/dispatch/shifts.ts';
import { listTeams, writeTeam } from '#store/dispatch/teams.ts';
import { physicalName } from '#store/dynamodb/client.ts';
import { listInstruments, takeInstrument } from '#store/ledger/instruments.ts';
import { findOrganisation, writeOrganisation } from '#store/organisations/organisations.ts';
import {
  createTask,
  findTask,
  getTask,
  listOpenTasks,
  listOverdueTasks,
  listTasksOf,
  updateTask,
} from '#store/tasks/tasks.ts';
import { appointmentIn, ID, later, line, NOW, submitted } from '#test/factories/appointment.ts';
import { testDatabase } from '#test/factories/database.ts';
import { organisation } from '#test/factories/organisation.ts';
import { ENTERPRISE_CODE, person } from '#test/factories/people.ts';
import { certificate, entry, openTask, shift, team } from '#test/factories/work.ts';

const page = { limit: 10 };
const nowMs = Date.parse(NOW);
const database = testDatabase();

type Pattern = [
  name: string,
  run: () => Promise<unknown>,
  table: TableName,
  index: string | null,
  sort?: string,
];

/** Every list that the store can read: the table or index that serves it, and the key it is read by. */
const patterns: Pattern[] = [
  ['the history of an appointment', () => getHistory(ID), 'appointments', null, 'begins_with'],
  [
    'appointments of an organisation',
    () => listByOrganisation(ENTERPRISE_CODE, page),
    'appointments',
    'by-organisation',
  ],
  [
    'appointments of a unit in a status',
    () => listByStatus('shangluo', 'QUEUED', page),
    'appointments',
    'by-unit-status',
  ],
  ['open tasks of a group', () => listOpenTasks('clerk', 'shangluo', page), 'tasks', 'by-group'],
  ['tasks of an appointment', () => listTasksOf(ID), 'tasks', 'by-appointment'],
  ['overdue tasks', () => listOverdueTasks(NOW, 10), 'tasks', 'by-due', '<='],
  ['the head of a queue', () => queueHead('shangluo', 10), 'queue', null],
  ['the queue behind a key', () => queueHead('shangluo', 10, '1#x'), 'queue', null, '>='],
  ['how many are ahead', () => countAhead('shangluo', '1#x'), 'queue', null, '<'],
  ['teams of a unit', () => listTeams('shangluo'), 'teams', null],
  [
    'shifts of a unit',
    () => listShifts('shangluo', '2026-03-02', '2026-03-09', 10),
    'shifts',
    'by-unit',
    'BETWEEN',
  ],
  ['instruments of an organisation', () => listInstruments(ENTERPRISE_CODE, page), 'instruments', null],
  [
    'certificates of an organisation',
    () => listCertificates(ENTERPRISE_CODE, page),
    'certificates',
    'by-organisation',
  ],
  ['undelivered rows', () => listPending(10), 'outbox', 'by-pending'],
  ['undelivered rows behind an id', () => listPending(10, '0'), 'outbox', 'by-pending', '>='],
  ['waits of an appointment', () => listWaits(ID), 'waits', null],
  ['tokens of a wait', () => listTokens(ID, 'w'), 'waits', null, 'begins_with'],
];

describe('every list', () => {
  it.each(patterns)(
    '%s is one query on the keys that the contract declares',
    async (_, run, table, index, sort) => {
      await run();
      const inputs = database.queries();
      expect(inputs).toHaveLength(1);
      const { partitionKey, sortKey } = index
        ? (tables[table].indexes?.[index] ?? { partitionKey: '?', sortKey: '?' })
        : tables[table];
      const [input] = inputs;
      expect(input?.TableName).toBe(physicalName(table));
      expect(input?.IndexName).toBe(index ?? undefined);
      expect(Object.values(input?.ExpressionAttributeNames ?? {})).toEqual(
        sort ? [partitionKey, sortKey] : [partitionKey],
      );
      if (sort) expect(input?.KeyConditionExpression).toContain(sort);
      expect(input?.Limit).toBeGreaterThan(0);
      expect(input).not.toHaveProperty('FilterExpression');
      // An index cannot be read consistently; a table whose answer decides something is.
      if (index) expect(input?.ConsistentRead).not.toBe(true);
    },
  );

  it('is served by every index that the contract declares, and no index is there for nothing', () => {
    const declared = Object.entries(tables).flatMap(([table, { indexes = {} }]) =>
      Object.keys(indexes).map((index) => `${table}/${index}`),
    );
    const used = patterns.flatMap(([, , table, index]) => (index ? [`${table}/${index}`] : []));
    expect(new Set(used)).toEqual(new Set(declared));
  });

  it('is never a scan', async () => {
    for (const [, run] of patterns) await run();
    expect(database.sent()).not.toContain('ScanCommand');
    const folder = join(import.meta.dirname, '../../store');
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      expect(readFileSync(join(folder, file), 'utf8'), file).not.toMatch(/Scan(Command)?\b|FilterExpression/);
    }
  });
});

describe('what is written is read back', () => {
  it('appointments: by id, with their history, by organisation and by status', async () => {
    const first = submitted();
    const event: HistoryEntry = { type: 'Submitted', at: NOW, by: '王芳' };
    const accepted = appointmentIn('ACCEPTED');
    await database.given(...createAppointment(first, event));
    expect(await getAppointment(ID)).toEqual(first);
    expect((await listByStatus('shangluo', 'SUBMITTED', page)).items).toEqual([first]);
    await database.given(...updateAppointment(accepted, { type: 'Triaged', at: later(1), by: 'system' }));
    expect(await getAppointment(ID)).toEqual(accepted);
    expect((await getHistory(ID)).map(({ type, version }) => [type, version])).toEqual([
      ['Submitted', 1],
      ['Triaged', 2],
    ]);
    expect((await listByOrganisation(ENTERPRISE_CODE, page)).items).toEqual([accepted]);
    expect((await listByStatus('shangluo', 'SUBMITTED', page)).items).toEqual([]);
    for (const status of Status.options) {
      const found = (await listByStatus('shangluo', status, page)).items;
      expect(found).toHaveLength(status === 'ACCEPTED' ? 1 : 0);
    }
  });

  it('the latest 200 events of a long history, the oldest of them first', async () => {
    for (let version = 1; version <= 210; version++) {
      await database.put('appointments', {
        id: ID,
        item: `event#${String(version).padStart(6, '0')}`,
        type: 'Tested',
        at: NOW,
        version,
        by: 'x',
      });
    }
    const versions = (await getHistory(ID)).map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: 200 }, (_, index) => index + 11));
  });

  it('tasks: open ones by group and due time; decided ones only by id and appointment', async () => {
    const open = openTask('waiver-review');
    await database.given(createTask(open));
    expect(await getTask(open.id)).toEqual(open);
    expect((await listOpenTasks('approver', 'shangluo', page)).items).toEqual([open]);
    expect((await listOpenTasks('clerk', 'shangluo', page)).items).toEqual([]);
    expect((await listOverdueTasks(later(24), 10)).items).toEqual([]);
    expect((await listOverdueTasks(later(25), 10)).items).toEqual([open]);
    const decided = decide(open, { outcome: 'reject', reason: 'x' }, person('approver'), NOW);
    await database.given(updateTask(decided));
    expect((await listOpenTasks('approver', 'shangluo', page)).items).toEqual([]);
    expect((await listOverdueTasks(later(25), 10)).items).toEqual([]);
    expect(await listTasksOf(ID)).toEqual([decided]);
    expect(await findTask('no-such')).toBeUndefined();
  });

  it('tasks of the fastest lane first, then what is due first', async () => {
    const tasks = [
      openTask('check', { lane: 'standard', dueAt: later(1), appointmentId: 'A' }),
      openTask('check', { lane: 'emergency', dueAt: later(9), appointmentId: 'B' }),
      openTask('check', { lane: 'green', dueAt: later(2), appointmentId: 'C' }),
      openTask('check', { lane: 'green', dueAt: later(1), appointmentId: 'D' }),
    ];
    await database.given(...tasks.map(createTask));
    const { items } = await listOpenTasks('technician', 'shangluo', page);
    expect(items.map(({ appointmentId }) => appointmentId)).toEqual(['B', 'D', 'C', 'A']);
  });

  it('all tasks of an appointment, however many pages', async () => {
    await database.given(
      ...Array.from({ length: 230 }, (_, index) => createTask(openTask('test', { round: index + 1 }))),
    );
    expect(await listTasksOf(ID)).toHaveLength(230);
  });

  it('a queue in the order of rank, from the head and from behind a key', async () => {
    const ids = ['A', 'B', 'C', 'D'];
    const entries = ids.map((appointmentId, index) => entry({ appointmentId, acceptedAt: later(-index) }));
    await database.given(...entries.map(enterQueue), enterQueue(entry({ unit: 'yulin' })));
    const order = async (...args: [number, string?]) =>
      (await queueHead('shangluo', ...args)).map(({ appointmentId }) => appointmentId);
    expect(await order(10)).toEqual(['D', 'C', 'B', 'A']);
    expect(await order(2)).toEqual(['D', 'C']);
    expect(await order(10, entries[2]?.rankKey)).toEqual(['B', 'A']);
    expect(await countAhead('shangluo', entries[0]?.rankKey ?? '')).toBe(3);
    expect(await countAhead('shangluo', entries[3]?.rankKey ?? '')).toBe(0);
  });

  it('of a long queue no more than what anybody is told', async () => {
    await countAhead('shangluo', '1#x');
    expect(database.queries()[0]).toMatchObject({
      Select: 'COUNT',
      Limit: COUNTED_AHEAD,
    });
  });

  it('shifts from one day to another, both included', async () => {
    const days = ['2026-03-01', '2026-03-02', '2026-03-05', '2026-03-06'];
    await database.given(...days.map((date) => createShift(shift({ date }))));
    const found = await listShifts('shangluo', '2026-03-02', '2026-03-05', 10);
    expect(found.map(({ date }) => date)).toEqual(['2026-03-02', '2026-03-05']);
    expect(await getShift(shiftId('shangluo-1', '2026-03-02'))).toEqual(found[0]);
    await expect(getShift('gone')).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('organisations, teams, certificates and instruments', async () => {
    await database.given(
      writeOrganisation(organisation()),
      writeTeam(team()),
      issueCertificate(certificate()),
      takeInstrument(submitted(), line()),
    );
    expect(await findOrganisation(ENTERPRISE_CODE)).toEqual(organisation());
    expect(await listTeams('shangluo')).toEqual([team()]);
    expect(await findCertificate(certificate().number)).toEqual(certificate());
    expect((await listCertificates(ENTERPRISE_CODE, page)).items).toEqual([certificate()]);
    const { number: _number, ...described } = line();
    expect((await listInstruments(ENTERPRISE_CODE, page)).items).toMatchObject([
      { ...described, openAppointment: ID, lastCertificate: null, nextDueOn: null, unit: 'shangluo' },
    ]);
  });

  it('tokens of waits: every one that was given', async () => {
    await database.given(
      saveToken(ID, 'w', 'old', nowMs),
      saveToken(ID, 'w', 'new', nowMs),
      saveToken(ID, 'v', 'other', nowMs),
    );
    expect((await listTokens(ID, 'w')).sort()).toEqual(['new', 'old']);
    expect(await listTokens(ID, 'x')).toEqual([]);
    expect((await listWaits(ID)).map(({ token }) => token).sort()).toEqual(['new', 'old', 'other']);
    expect((await database.all('waits')).every(({ expiresAt }) => Number(expiresAt) > nowMs / 1000)).toBe(
      true,
    );
  });

  it('what is not what it should be is an error, and not half an answer', async () => {
    await database.put('appointments', { id: ID, item: 'state', status: 'ASSIGNED' });
    await expect(getAppointment(ID)).rejects.toThrow(/Invalid/i);
    await expect(getAppointment('other')).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('undelivered rows, the oldest first, until they are delivered', async () => {
    const delivery = { kind: 'publish', detailType: 'DispatchNeeded', detail: { unit: 'xian' } } as const;
    await database.given(
      addToOutbox(delivery, nowMs),
      addToOutbox(delivery, nowMs),
      addToOutbox(delivery, nowMs + 1),
    );
    const pending = await listPending(10);
    expect(pending).toHaveLength(3);
    expect(pending.map(({ id }) => id)).toEqual(pending.map(({ id }) => id).sort());
    expect(await findPending(pending[0]?.id ?? '')).toMatchObject({ delivery });
    expect(await findPending('gone')).toBeUndefined();
  });
});
