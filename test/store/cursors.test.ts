import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAppointment, listByOrganisation, listByStatus } from '#store/appointments/appointments.ts';
import { certificates, listCertificates } from '#store/certificates/certificates.ts';
import { createShift, shiftsWithRoom } from '#store/dispatch/shifts.ts';
import { insert, type Page } from '#store/dynamodb/rows.ts';
import { versionConflict } from '#store/dynamodb/transaction.ts';
import { listInstruments, takeInstruments } from '#store/ledger/instruments.ts';
import { createTask, listOpenTasks } from '#store/tasks/tasks.ts';
import { appointmentIn, later, line } from '#test/factories/appointment.ts';
import { testDatabase } from '#test/factories/database.ts';
import { ENTERPRISE_CODE, OTHER_CODE } from '#test/factories/people.ts';
import { entryOf } from '#test/factories/stored.ts';
import { certificate, openTask, shift } from '#test/factories/work.ts';

type List = (page: { limit: number; cursor?: string | undefined }) => Promise<Page<unknown>>;

const institution = 'institution-shangluo';
const elsewhere = 'institution-yulin';
const lists: [string, List][] = [
  ['appointments of an organisation', (page) => listByOrganisation(ENTERPRISE_CODE, page)],
  ['appointments in a status', (page) => listByStatus('shangluo', 'IN_REVIEW', page)],
  ['shifts with room', (page) => shiftsWithRoom(institution, 2, '2026-03-01', page)],
  ['instruments', (page) => listInstruments(ENTERPRISE_CODE, page)],
  ['certificates', (page) => listCertificates(ENTERPRISE_CODE, page)],
];
/** Two lists in one order: their cursor is the place itself. */
const workLists: [string, List][] = [
  ['open tasks', (page) => listOpenTasks({ role: 'technician', institution }, page)],
  ['tasks of clerks', (page) => listOpenTasks({ role: 'clerk', institution }, page)],
];
const all = [...lists, ...workLists];
const COUNT = 7;

const database = testDatabase();

const document = (number: string, organisationCode: string) => {
  const { result: _result, ...one } = certificate({ number, organisationCode });
  return insert(certificates, { ...one, recorded: 1, serialNumber: 'S' }, versionConflict);
};

beforeEach(async () => {
  const organisationCode = OTHER_CODE;
  for (let index = 0; index < COUNT; index++) {
    const id = `0000000000000000000000000${index}`;
    const theirs = `1${id.slice(1)}`;
    const lines = [line(1, { serialNumber: `S${index}` })];
    const date = `2026-03-0${index + 1}`;
    await database.given(
      ...createAppointment(appointmentIn('IN_REVIEW', { id, submittedAt: later(index) }), entryOf()),
      ...createAppointment(
        appointmentIn('IN_REVIEW', { id: theirs, organisationCode, unit: 'yulin' }),
        entryOf(),
      ),
      createTask(openTask('test', { appointmentId: id })),
      createTask(openTask('intake-review', { appointmentId: id })),
      createTask(
        openTask('test', {
          appointmentId: theirs,
          candidates: [{ role: 'technician', institution: elsewhere }],
          organisationName: OTHER_CODE,
        }),
      ),
      createShift(shift({ date })),
      createShift(shift({ date, institution: elsewhere, teamId: OTHER_CODE })),
      ...takeInstruments({ id, unit: 'shangluo', organisationCode: ENTERPRISE_CODE, lines }, new Map()),
      ...takeInstruments({ id: theirs, unit: 'yulin', organisationCode, lines }, new Map()),
      document(`GL-SHANGLUO-${id}-01`, ENTERPRISE_CODE),
      document(`GL-XIANYANG-${id}-01`, OTHER_CODE),
    );
  }
});

async function pages(list: List, limit: number): Promise<unknown[][]> {
  const found: unknown[][] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await list({ limit, cursor });
    found.push(items);
    cursor = next ?? undefined;
  } while (cursor !== undefined && found.length < 100);
  return found;
}

describe('a cursor', () => {
  it.each(all)('leads through %s, each once, in order', async (_, list) => {
    const [whole] = await pages(list, 100);
    expect(whole).toHaveLength(COUNT);
    for (const limit of [1, 2, 3, COUNT]) {
      const parts = await pages(list, limit);
      expect(parts.flat()).toEqual(whole);
      // After a full page comes another one, which may be empty.
      expect(parts).toHaveLength(Math.floor(COUNT / limit) + 1);
    }
  });

  it.each(lists)('of %s does not show its keys, and holds all that the index asks for', async (_, list) => {
    const { next } = await list({ limit: 1 });
    expect(next).toMatch(/^[\w-]+$/);
    await list({ limit: 1, cursor: next ?? '' });
    const input = database.queries().at(-1);
    expect(Object.values(input?.ExclusiveStartKey ?? {}).every((value) => typeof value === 'string')).toBe(
      true,
    );
    expect(Object.keys(input?.ExclusiveStartKey ?? {})).toContain(
      Object.values(input?.ExpressionAttributeNames ?? {})[0],
    );
  });

  it.each(all)('taken from elsewhere does not lead out of the partition of %s', async (_, list) => {
    for (const [, other] of all) {
      const { next } = await other({ limit: 1 });
      const seen = await list({ limit: 100, cursor: next ?? undefined }).catch((error) => error);
      if (!('items' in seen)) {
        expect(seen).toMatchObject({ code: 'Validation', errors: [{ field: 'cursor' }] });
        continue;
      }
      expect(JSON.stringify(seen.items)).not.toContain(OTHER_CODE);
    }
  });

  it.each(lists)('of %s is held to the partition that is asked for', async (_, list) => {
    const { next } = await list({ limit: 1 });
    await list({ limit: 1, cursor: next ?? undefined });
    const input = database.queries().at(-1);
    const [partition] = Object.values(input?.ExpressionAttributeNames ?? {});
    const [value] = Object.values(input?.ExpressionAttributeValues ?? {});
    expect(input?.ExclusiveStartKey?.[partition ?? '']).toBe(value);
  });

  it.each(workLists)('of another work list than %s is refused by name', async (name, list) => {
    for (const [, other] of workLists.filter(([each]) => each !== name)) {
      const { next } = await other({ limit: 1 });
      await expect(list({ limit: 1, cursor: next ?? undefined })).rejects.toMatchObject({
        code: 'Validation',
        errors: [{ field: 'cursor' }],
      });
    }
  });

  it('with a partition of its own is overruled', async () => {
    const forged = Buffer.from(JSON.stringify(['x', 'y', 'state'])).toString('base64url');
    await listByOrganisation(ENTERPRISE_CODE, { limit: 1, cursor: forged });
    const input = database.queries().at(-1);
    expect(input?.ExclusiveStartKey).toEqual({
      listKey: 'x',
      appointmentId: 'y',
      item: 'state',
      organisationCode: ENTERPRISE_CODE,
    });
  });

  const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each([
    ['nonsense', '%%%'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no list', json({ listKey: 'x' })],
    ['too short', json(['x'])],
    ['too long', json(['x', 'y', 'z', 'w'])],
    ['not of strings', json([1, null, {}])],
    ['of empty keys, which DynamoDB would refuse', json(['', '', ''])],
  ])('that is %s is refused by name, and nothing is read', async (_, cursor) => {
    const refused = listByOrganisation(ENTERPRISE_CODE, { limit: 1, cursor });
    await expect(refused).rejects.toMatchObject({
      code: 'Validation',
      errors: [{ field: 'cursor', message: { zh: expect.any(String), en: expect.any(String) } }],
    });
    expect(database.sent()).toEqual([]);
  });

  it('whatever it says, is a page or a refusal', async () => {
    const said = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(said, async (values) => {
        for (const [, list] of all) {
          const result = await list({ limit: 1, cursor: json(values) }).catch((error) => error);
          expect('items' in result || result.code === 'Validation', String(result)).toBe(true);
        }
      }),
    );
  });

  it('whatever it is, is a page or a refusal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), async (cursor) => {
        for (const [, list] of [...lists.slice(0, 1), ...workLists]) {
          const result = await list({ limit: 1, cursor }).catch((error) => error);
          expect('items' in result || result.code === 'Validation').toBe(true);
        }
      }),
    );
  });
});
