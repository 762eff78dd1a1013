import { describe, expect, it } from 'vitest';
import { NOW } from '#test/factories/appointment.ts';
import { emptyBed } from '#test/factories/empty-bed.ts';
import { organisation } from '#test/factories/organisation.ts';
import { ENTERPRISE_CODE, person } from '#test/factories/people.ts';
import { type Call, request } from '#test/factories/requests.ts';

const the = emptyBed();
const { code: _code, version: _version, updatedAt: _at, ...stated } = organisation();
const parameters = { code: ENTERPRISE_CODE };
const write = (key: string, change: Partial<Call> = {}) =>
  request(the.memory, 'writeOrganisation', {
    as: person('enterprise'),
    parameters,
    body: stated,
    key,
    ...change,
  });

describe('what an organisation says of itself', () => {
  it('is written with one read, of what it said before', async () => {
    const { status, body } = await write('operation-1');
    expect({ status, body }).toEqual({
      status: 200,
      body: { organisation: { ...organisation(), version: 1, updatedAt: NOW } },
    });
    expect(the.memory.calls.map(({ command, tables }) => [command, ...tables])).toEqual([
      ['Get', 'organisations'],
      ['TransactWrite', 'idempotency', 'organisations'],
    ]);
  });

  it('is written once under one key; a retry is told what it says by now', async () => {
    await write('operation-1');
    await write('operation-2', { body: { ...stated, staff: 31 } });
    const { headers, body } = await write('operation-1');
    expect(headers).toMatchObject({ 'idempotency-replayed': 'true' });
    expect(body.organisation).toMatchObject({ staff: 31, version: 2 });
    expect(the.memory.all('organisations')).toMatchObject([{ staff: 31, version: 2, v: 1 }]);
  });

  it('is not changed under the key of another request', async () => {
    await write('operation-1');
    const { status, body } = await write('operation-1', { body: { ...stated, staff: 31 } });
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'IdempotencyKeyReused' });
    expect(the.memory.all('organisations')).toMatchObject([{ staff: stated.staff, version: 1 }]);
  });
});
