import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HistoryEntry } from '#domain/appointments/history.ts';
import { createAppointment, listByOrganisation, listByStatus } from '#store/appointments/appointments.ts';
import { issueCertificate, listCertificates } from '#store/certificates/certificates.ts';
import type { Page } from '#store/dynamodb/rows.ts';
import { listInstruments, takeInstrument } from '#store/ledger/instruments.ts';
import { createTask, listOpenTasks, listOverdueTasks } from '#store/tasks/tasks.ts';
import { later, line, NOW, submitted } from '#test/factories/appointment.ts';
import { testDatabase } from '#test/factories/database.ts';
import { ENTERPRISE_CODE, OTHER_CODE } from '#test/factories/people.ts';
import { certificate, openTask } from '#test/factories/work.ts';

type List = (page: { limit: number; cursor?: string | undefined }) => Promise<Page<unknown>>;

const lists: [string, List][] = [
  ['appointments of an organisation', (page) => listByOrganisation(ENTERPRISE_CODE, page)],
  ['appointments in a status', (page) => listByStatus('shangluo', 'SUBMITTED', page)],
  ['open tasks', (page) => listOpenTasks('technician', 'shangluo', page)],
  ['overdue tasks', ({ limit, cursor }) => listOverdueTasks(later(1000), limit, cursor)],
  ['instruments', (page) => listInstruments(ENTERPRISE_CODE, page)],
  ['certificates', (page) => listCertificates(ENTERPRISE_CODE, page)],
];
const COUNT = 7;

const database = testDatabase();

beforeEach(async () => {
  for (let index = 0; index < COUNT; index++) {
    const id = `0000000000000000000000000${index}`;
    const event: HistoryEntry = { type: 'Submitted', at: NOW, by: 'x' };
    await database.given(
      ...createAppointment(submitted({ id, submittedAt: later(index) }), event),
      ...createAppointment(
        submitted({ id: `1${id.slice(1)}`, organisationCode: OTHER_CODE, unit: 'yulin' }),
        event,
      ),
      createTask(openTask('test', { appointmentId: id })),
      createTask(
        openTask('test', {
          appointmentId: `1${id.slice(1)}`,
          candidates: { role: 'technician', unit: 'yulin' },
          dueAt: later(2000),
        }),
      ),
      takeInstrument(submitted(), line(1, { serialNumber: `S${index}` })),
      takeInstrument(submitted({ organisationCode: OTHER_CODE }), line(1, { serialNumber: `S${index}` })),
      issueCertificate(certificate({ number: `GL-SHANGLUO-${id}-01` })),
      issueCertificate(certificate({ number: `GL-XIANYANG-${id}-01`, organisationCode: OTHER_CODE })),
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
  it.each(lists)('leads through %s, each once, in order', async (_, list) => {
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

  it.each(lists)('taken from elsewhere does not lead out of the partition of %s', async (_, list) => {
    for (const [, other] of lists) {
      const { next } = await other({ limit: 1 });
      const seen = await list({ limit: 100, cursor: next ?? undefined }).catch((error) => error);
      if (!('items' in seen)) {
        expect(seen).toMatchObject({ code: 'Validation', errors: [{ field: 'cursor' }] });
        continue;
      }
      const input = database.queries().at(-1);
      const [partition] = Object.values(input?.ExpressionAttributeNames ?? {});
      const value = Object.values(input?.ExpressionAttributeValues ?? {})[0];
      expect(input?.ExclusiveStartKey?.[partition ?? '']).toBe(value);
      expect(JSON.stringify(seen.items)).not.toContain(OTHER_CODE);
    }
  });

  it('with a partition of its own is overruled', async () => {
    const forged = Buffer.from(JSON.stringify(['x', 'y', 'state'])).toString('base64url');
    await listByOrganisation(ENTERPRISE_CODE, { limit: 1, cursor: forged });
    const input = database.queries().at(-1);
    expect(input?.ExclusiveStartKey).toEqual({
      listKey: 'x',
      id: 'y',
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

  it('whatever it is, is a page or a refusal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), async (cursor) => {
        const result = await listByOrganisation(ENTERPRISE_CODE, { limit: 1, cursor }).catch(
          (error) => error,
        );
        expect('items' in result || result.code === 'Validation').toBe(true);
      }),
    );
  });
});
