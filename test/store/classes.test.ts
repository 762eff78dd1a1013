import { beforeEach, describe, expect, it } from 'vitest';
import { classKey } from '#domain/dispatch/parking.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import { forgetClass, isAnybodyParked, listClasses, type ParkedClass } from '#store/dispatch/classes.ts';
import {
  countAhead,
  enterQueue,
  findEntry,
  leaveQueue,
  listParked,
  park,
  parkedOf,
  queueHead,
} from '#store/dispatch/queue.ts';
import { onGap } from '#store/dynamodb/gaps.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import { appointmentIn, NOW } from '#test/factories/appointment.ts';
import { testDatabase } from '#test/factories/database.ts';
import { entry } from '#test/factories/work.ts';

const database = testDatabase();
const institution = 'institution-shangluo';
const parked = { at: NOW, reason: { zh: '无空档', en: 'no room' } };
const at = (letter: string, change: Partial<QueueEntry> = {}) =>
  entry({ appointmentId: `01KJP00000ABCDEFGHJKMNPQR${letter}`, ...change });

async function setAside(...entries: QueueEntry[]): Promise<void> {
  for (const one of entries) {
    await commit([enterQueue(one)]);
    await commit(park(one, parked));
  }
}
const keys = async (of = listClasses(institution)) => (await of).map(classKey);
async function only(): Promise<ParkedClass> {
  const [one, ...others] = await listClasses(institution);
  if (!one || others.length > 0) throw new Error('there is not one class');
  return one;
}

const gaps: string[] = [];
beforeEach(() => {
  gaps.length = 0;
  onGap(({ codec }) => gaps.push(codec));
});

describe('the classes of what is parked', () => {
  it('are one query, however many are parked in them', async () => {
    await setAside(
      ...['A', 'B', 'C'].map((letter) => at(letter)),
      at('D', { minutes: 60 }),
      at('E', { mode: 'send-in' }),
      at('F', { requestedDate: '2026-03-09' }),
      at('G', { institution: 'institution-yulin' }),
    );
    const before = database.queries().length;
    expect(await keys()).toEqual([
      'on-site#0000-00-00#thermal#0',
      'on-site#0000-00-00#thermal#2',
      'on-site#2026-03-09#thermal#0',
      'send-in#0000-00-00#thermal#0',
    ]);
    expect(database.queries()).toHaveLength(before + 1);
    expect(database.queries().at(-1)?.ConsistentRead).toBe(true);
  });

  it('say whether anybody is parked, by one row', async () => {
    expect(await isAnybodyParked(institution)).toBe(false);
    await setAside(at('A'));
    expect(await isAnybodyParked(institution)).toBe(true);
    expect(database.queries().at(-1)?.Limit).toBe(1);
  });

  it('are read in spite of one that nobody can read, which is reported', async () => {
    await database.put('queue', { queue: `${institution}#classes`, place: 'by-post#x', v: 1 });
    await setAside(at('A'), at('B', { mode: 'send-in' }));
    expect((await listClasses(institution)).map(({ mode }) => mode)).toEqual(['on-site', 'send-in']);
    expect(gaps).toEqual(['queue/class']);
  });

  it('are seen by nobody who asks who waits or is parked', async () => {
    const one = at('A');
    await setAside(one);
    const { requestedDate, rankKey, mode, fields, minutes } = one;
    const { triage } = appointmentIn('QUEUED');
    const said = {
      institution,
      requestedDate,
      rankKey,
      mode,
      triage: { ...triage, fields, minutes },
    } as const;
    expect(await queueHead(institution, 10)).toEqual({ items: [], next: null, empty: true });
    expect((await listParked(institution, 10)).items).toEqual([{ ...one, parked }]);
    expect(await findEntry(said)).toEqual({ ...one, parked });
    expect(await countAhead(said)).toBe(0);
    expect(gaps).toEqual([]);
  });
});

describe('a class in which nobody is found', () => {
  it('is forgotten', async () => {
    await setAside(at('A'));
    const read = await only();
    await commit([leaveQueue(at('A', { parked }))]);
    expect(await parkedOf(institution, read, 10)).toEqual({ items: [], next: null, empty: true });
    await forgetClass(read);
    expect(await database.all('queue')).toEqual([]);
    await forgetClass(read);
  });

  it('stays when somebody was parked in it since it was read, though it be the same one at the same moment', async () => {
    await setAside(at('A'));
    const read = await only();
    await commit([leaveQueue(at('A', { parked }))]);
    await setAside(at('A'));
    await forgetClass(read);
    expect((await only()).stamp).not.toBe(read.stamp);
    await forgetClass(await only());
    expect(await listClasses(institution)).toEqual([]);
  });

  it('is not one in which somebody stands whom nobody can read', async () => {
    await setAside(at('A'));
    const [row] = (await database.all('queue')).filter(({ state }) => state === 'parked');
    await database.put('queue', { ...row, v: 99 });
    expect(await parkedOf(institution, await only(), 10)).toEqual({ items: [], next: null, empty: false });
  });

  it('is an error when the database fails', async () => {
    await setAside(at('A'));
    const read = await only();
    database.fail(new Error('broken'));
    await expect(forgetClass(read)).rejects.toThrow('broken');
  });
});
