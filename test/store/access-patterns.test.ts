import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { tables } from '#contract/index.ts';
import type { TableName } from '#contract/table-names.ts';
import { listByOrganisation, listByStatus } from '#store/appointments/appointments.ts';
import { getFile } from '#store/appointments/file.ts';
import { listCertificates } from '#store/certificates/certificates.ts';
import { oldestPending } from '#store/delivery/outbox.ts';
import { listTokens, listWaits } from '#store/delivery/waits.ts';
import { isAnybodyParked, listClasses } from '#store/dispatch/classes.ts';
import { COUNTED_AHEAD, countAhead, listParked, parkedOf, queueHead } from '#store/dispatch/queue.ts';
import { listShifts, shiftsWithRoom } from '#store/dispatch/shifts.ts';
import { listTeams } from '#store/dispatch/teams.ts';
import { physicalName } from '#store/dynamodb/client.ts';
import { listInstruments } from '#store/ledger/instruments.ts';
import { createTask, listOpenTasks, overdueTasks } from '#store/tasks/tasks.ts';
import { appointmentIn, ID, NOW } from '#test/factories/appointment.ts';
import { testDatabase } from '#test/factories/database.ts';
import { ENTERPRISE_CODE } from '#test/factories/people.ts';
import { written } from '#test/factories/stored.ts';
import { openTask } from '#test/factories/work.ts';

const page = { limit: 10 };
const institution = 'institution-shangluo';
const queued = appointmentIn('QUEUED');
const parkingClass = { mode: 'on-site', notBefore: null, fields: [], size: 0 } as const;
const database = testDatabase();

/** A query: its index, or null for the table; and the condition on its sort key, if it has one. */
type Asked = [index: string | null, sort?: string];
type Pattern = [name: string, run: () => Promise<unknown>, table: TableName, ...queries: Asked[]];

/** Lists of which the store reads a page, or as many as are wanted. */
const pages: Pattern[] = [
  [
    'appointments of an organisation',
    () => listByOrganisation(ENTERPRISE_CODE, page),
    'appointments',
    ['by-organisation'],
  ],
  [
    'appointments of a unit in a status',
    () => listByStatus('shangluo', 'QUEUED', page),
    'appointments',
    ['by-unit-status'],
  ],
  [
    'open tasks of a group, with those escalated to it',
    () => listOpenTasks({ role: 'clerk', institution }, page),
    'appointments',
    ['tasks-by-institution', 'BETWEEN'],
    ['tasks-by-escalation', 'BETWEEN'],
  ],
  [
    'overdue tasks, of which there are none',
    () => Array.fromAsync(overdueTasks(institution, NOW)),
    'appointments',
    ['tasks-by-institution', '>='],
  ],
  ['the head of a queue', () => queueHead(institution, 10), 'queue', [null, 'BETWEEN']],
  ['the queue behind a key', () => queueHead(institution, 10, '1#x'), 'queue', [null, 'BETWEEN']],
  ['how many are ahead', () => countAhead(queued), 'queue', [null, 'BETWEEN'], [null, 'BETWEEN']],
  ['what is parked', () => listParked(institution, 10), 'queue', [null, 'BETWEEN']],
  [
    'what is parked of a class',
    () => parkedOf(institution, { ...parkingClass, fields: [] }, 10),
    'queue',
    [null, 'BETWEEN'],
  ],
  ['whether anybody is parked', () => isAnybodyParked(institution), 'queue', [null]],
  [
    'shifts that have room',
    () => shiftsWithRoom(institution, 0, '2026-03-02', page),
    'shifts',
    ['with-room', '>='],
  ],
  ['instruments of an organisation', () => listInstruments(ENTERPRISE_CODE, page), 'instruments', [null]],
  [
    'certificates of an organisation',
    () => listCertificates(ENTERPRISE_CODE, page),
    'certificates',
    ['by-organisation'],
  ],
  ['undelivered rows', () => oldestPending('00', 0, 10), 'outbox', [null, '<=']],
  ['undelivered rows behind an id', () => oldestPending('00', 0, 10, '0'), 'outbox', [null, 'BETWEEN']],
];

/** Lists that are read whole: what they hold is bounded by what one appointment, team or week can have, or may need. */
const wholes: Pattern[] = [
  ['the file of an appointment', () => getFile(ID).catch(() => {}), 'appointments', [null]],
  ['classes of what is parked', () => listClasses(institution), 'queue', [null]],
  ['teams of an institution', () => listTeams(institution), 'teams', [null]],
  [
    'shifts of an institution with their jobs',
    () => listShifts(institution, '2026-03-02', '2026-03-09'),
    'shifts',
    [null, 'BETWEEN'],
  ],
  ['waits of an appointment', () => listWaits(ID), 'waits', [null]],
  ['tokens of a wait', () => listTokens(ID, 'w'), 'waits', [null, 'begins_with']],
];

const patterns = [...pages, ...wholes];

function expectKeys(input: QueryCommandInput | undefined, table: TableName, [index, sort]: Asked): void {
  const { partitionKey, sortKey } = index
    ? (tables[table].indexes?.[index] ?? { partitionKey: '?', sortKey: '?' })
    : tables[table];
  expect(input?.TableName).toBe(physicalName(table));
  expect(input?.IndexName).toBe(index ?? undefined);
  expect(Object.values(input?.ExpressionAttributeNames ?? {})).toEqual(
    sort ? [partitionKey, sortKey] : [partitionKey],
  );
  if (sort) expect(input?.KeyConditionExpression).toContain(sort);
  expect(input).not.toHaveProperty('FilterExpression');
  // An index cannot be read consistently; a table whose answer decides something is.
  if (index) expect(input?.ConsistentRead).not.toBe(true);
}

describe('every list', () => {
  it.each(patterns)('%s is on the keys that the contract declares', async (_, run, table, ...asked) => {
    await run();
    const inputs = database.queries();
    expect(inputs).toHaveLength(asked.length);
    for (const [at, one] of asked.entries()) expectKeys(inputs[at], table, one);
  });

  it.each(pages)('%s is never read whole', async (_, run) => {
    await run();
    for (const { Limit } of database.queries()) expect(Limit).toBeGreaterThan(0);
  });

  it('is served by every index that the contract declares, and no index is there for nothing', () => {
    const declared = Object.entries(tables).flatMap(([table, { indexes = {} }]) =>
      Object.keys(indexes).map((index) => `${table}/${index}`),
    );
    const used = patterns.flatMap(([, , table, ...asked]) =>
      asked.flatMap(([index]) => (index ? [`${table}/${index}`] : [])),
    );
    expect(new Set(used)).toEqual(new Set(declared));
  });

  it('is never a scan', async () => {
    for (const [, run] of patterns) await run();
    expect(database.sent()).not.toContain('ScanCommand');
    const folder = join(import.meta.dirname, '../../store');
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      // What is stored is rewritten row by row, whatever it is.
      if (!file.endsWith('.ts') || file === 'dynamodb/backfill.ts') continue;
      expect(readFileSync(join(folder, file), 'utf8'), file).not.toMatch(/Scan(Command)?\b|FilterExpression/);
    }
  });

  it('of how many are ahead counts no further than what anybody is told', async () => {
    await countAhead(queued);
    for (const input of database.queries())
      expect(input).toMatchObject({ Select: 'COUNT', Limit: COUNTED_AHEAD });
  });
});

it('the file of an appointment is one query, whatever is in it', async () => {
  const tasks = ['receive', 'test', 'check'] as const;
  await database.given(
    ...written([appointmentIn('IN_REVIEW'), appointmentIn('QUEUED', { version: 2 })]),
    ...tasks.map((step) => createTask(openTask(step))),
  );
  const file = await getFile(ID);
  expect(file.history).toHaveLength(2);
  expect(file.tasks).toHaveLength(3);
  expect(database.queries()).toHaveLength(1);
  expect(database.queries()[0]?.ConsistentRead).toBe(true);
});
