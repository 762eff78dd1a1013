import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { physicalName } from '#store/dynamodb/client.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import {
  findInstruments,
  freeInstruments,
  instruments,
  listInstruments,
  takeInstruments,
} from '#store/ledger/instruments.ts';
import { ID, line } from '#test/factories/appointment.ts';
import { MemoryTables } from '#test/factories/memory-tables.ts';
import { ENTERPRISE_CODE, OTHER_CODE } from '#test/factories/people.ts';
import { certificate } from '#test/factories/work.ts';

const owner = (change: object = {}) => ({
  id: ID,
  unit: 'shangluo' as const,
  organisationCode: ENTERPRISE_CODE,
  lines: [line()],
  ...change,
});

let memory: MemoryTables;
beforeEach(() => {
  memory = new MemoryTables();
});
afterEach(() => memory.stub.restore());

type Owner = ReturnType<typeof owner>;
const take = async (of: Owner) => commit(takeInstruments(of, await findInstruments(of)));
const free = async (of: Owner, ...issued: ReturnType<typeof certificate>[]) =>
  commit(freeInstruments(of, await findInstruments(of), issued));
const all = async (code = ENTERPRISE_CODE) => (await listInstruments(code, { limit: 100 })).items;

describe('the instruments of the ledger', () => {
  it('are taken with what the line says, and found again', async () => {
    await take(owner());
    const { number: _number, ...described } = line();
    expect(await all()).toMatchObject([
      {
        ...described,
        openAppointment: ID,
        currentDocument: null,
        nextDueOn: null,
        unit: 'shangluo',
        version: 1,
      },
    ]);
    expect([...(await findInstruments(owner())).values()]).toEqual(await all());
  });

  it('are taken twice by one appointment as if once, with what its line now says', async () => {
    await take(owner());
    await take(owner({ lines: [line(1, { model: 'HW-303', place: '大门' })] }));
    expect(await all()).toMatchObject([{ openAppointment: ID, model: 'HW-303', place: '大门', version: 2 }]);
  });

  it('say which line is taken, and by which appointment', async () => {
    await take(owner({ id: 'OTHER', lines: [line(1), line(2)] }));
    const lines = [
      line(1, { serialNumber: 'SN-0009' }),
      line(7, { serialNumber: 'SN-0001' }),
      line(8, { serialNumber: 'SN-0002' }),
    ];
    await expect(take(owner({ lines }))).rejects.toMatchObject({
      code: 'InstrumentTaken',
      errors: [
        { field: '/lines/6/serialNumber', message: { zh: expect.stringContaining('OTHER') } },
        { field: '/lines/7/serialNumber', message: { en: expect.stringContaining('OTHER') } },
      ],
    });
  });

  it('keep what the last document said when they are taken again', async () => {
    await take(owner());
    await free(owner(), certificate());
    expect(await all()).toMatchObject([
      { currentDocument: certificate().number, lastOutcome: 'pass', nextDueOn: '2027-03-02' },
    ]);
    expect((await all())[0]).not.toHaveProperty('openAppointment');
    await take(owner({ id: 'NEXT' }));
    expect(await all()).toMatchObject([{ openAppointment: 'NEXT', nextDueOn: '2027-03-02', version: 3 }]);
  });

  it('that are no more in the hands of an appointment stay as they are', async () => {
    await take(owner());
    await free(owner());
    await take(owner({ id: 'NEXT' }));
    expect(freeInstruments(owner(), await findInstruments(owner()))).toEqual([]);
  });

  it('belong to one organisation: the same serial number elsewhere is another instrument', async () => {
    await take(owner({ id: 'OTHER', organisationCode: OTHER_CODE }));
    await take(owner());
    expect([(await all()).length, (await all(OTHER_CODE)).length]).toEqual([1, 1]);
  });

  it('are found in one request, and those that DynamoDB left out are asked for again', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => line(index + 1));
    await take(owner({ lines }));
    memory.stub.resetHistory();
    expect((await findInstruments(owner({ lines }))).size).toBe(40);
    const asked = () => memory.stub.commandCalls(BatchGetCommand).map(({ args }) => args[0].input);
    expect(asked()).toHaveLength(1);
    const table = physicalName('instruments');
    const [first, second] = memory.all('instruments');
    memory.stub.reset();
    memory.stub
      .on(BatchGetCommand)
      .resolvesOnce({
        Responses: { [table]: [first ?? {}] },
        UnprocessedKeys: { [table]: { Keys: [{ key: 2 }] } },
      })
      .resolvesOnce({ Responses: { [table]: [second ?? {}] } });
    expect([...(await findInstruments(owner({ lines }))).values()]).toEqual(
      [first, second].map((row) => instruments.decode(row ?? {})),
    );
    expect(asked().at(-1)?.RequestItems?.[table]?.Keys).toEqual([{ key: 2 }]);
  });
});
