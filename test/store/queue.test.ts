import { describe, expect, it } from 'vitest';
import { classOf } from '#domain/dispatch/parking.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import {
  COUNTED_AHEAD,
  countAhead,
  enterQueue,
  findEntry,
  leaveQueue,
  listParked,
  park,
  parkedOf,
  queue,
  queueHead,
} from '#store/dispatch/queue.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import { appointmentIn, later, NOW } from '#test/factories/appointment.ts';
import { testDatabase } from '#test/factories/database.ts';
import { entry } from '#test/factories/work.ts';

const database = testDatabase();
const institution = 'institution-shangluo';
const parked = { at: NOW, reason: { zh: '无空档', en: 'no room' } };
/** As long as the ids of appointments are. */
const id = (letter: string): string => `01KJP00000ABCDEFGHJKMNPQR${letter}`;
const ids = (entries: readonly QueueEntry[]) =>
  entries.map(({ appointmentId }) => appointmentId.at(-1)).join('');
const at = (letter: string, hours: number, change: Partial<QueueEntry> = {}) =>
  entry({ appointmentId: id(letter), acceptedAt: later(hours), ...change });

const head = async (...asked: Parameters<typeof queueHead>) => (await queueHead(...asked)).items;
const first = async (...asked: Parameters<typeof parkedOf>) => (await parkedOf(...asked)).items;

/** What an appointment says of where it stands, as the entry does. */
const standing = (of: QueueEntry) => {
  const { mode, requestedDate, fields, minutes, rankKey } = of;
  const { triage } = appointmentIn('QUEUED');
  return {
    institution: of.institution,
    mode,
    requestedDate,
    rankKey,
    triage: { ...triage, fields, minutes },
  };
};

describe('a queue', () => {
  const [d, c, b, a] = [at('D', -3), at('C', -2), at('B', -1), at('A', 0)];

  it('is in the order of rank, from the head and from behind a key', async () => {
    await database.given(
      ...[a, b, c, d].map(enterQueue),
      enterQueue(at('E', -9, { institution: 'institution-yulin' })),
      enterQueue(at('F', -9, { parked })),
    );
    expect(ids(await head(institution, 10))).toBe('DCBA');
    expect(ids(await head(institution, 2))).toBe('DC');
    expect(ids(await head(institution, 10, c.rankKey))).toBe('BA');
    expect(ids(await head(institution, 10, a.rankKey))).toBe('');
  });

  it('has what is late in front of all others', async () => {
    await database.given(enterQueue(a), enterQueue(at('L', 99, { overdue: true })));
    expect(ids(await head(institution, 10))).toBe('LA');
  });
});

describe('parking', () => {
  it('moves an entry out of the queue and keeps why', async () => {
    await database.given(enterQueue(at('A', 0)), enterQueue(at('B', 1)));
    await commit(park(at('A', 0), parked));
    expect(ids(await head(institution, 10))).toBe('B');
    expect((await listParked(institution, 10)).items).toEqual([at('A', 0, { parked })]);
    const entries = (await database.all('queue')).filter(queue.holds);
    expect(entries.map(({ state }) => state).toSorted()).toEqual(['parked', 'waiting']);
  });

  it.each([
    ['waits', at('A', 0)],
    ['is parked', at('A', 0, { parked })],
    [
      'is parked until a day',
      at('A', 0, { parked, requestedDate: '2026-04-01', fields: ['mass', 'medical'] }),
    ],
  ])('leaves an entry to be found by what the appointment says, when it %s', async (_, one) => {
    await database.given(enterQueue(one), enterQueue(at('B', 0)));
    expect(await findEntry(standing(one))).toEqual(one);
    await commit([leaveQueue(one)]);
    expect(await findEntry(standing(one))).toBeUndefined();
    expect(await database.all('queue')).toHaveLength(1);
  });

  it('is of classes: each is read by itself, in the order of rank', async () => {
    const thermal = [at('A', 2), at('B', 1)];
    const sent = at('C', 0, { mode: 'send-in' });
    const long = at('D', 0, { minutes: 60 });
    const mass = at('E', 0, { fields: ['mass'] });
    const day = at('F', 0, { requestedDate: '2026-03-09' });
    const all = [...thermal, sent, long, mass, day];
    await database.given(...all.map((one) => enterQueue({ ...one, parked })));
    const found = [mass, at('B', 1), long, day, sent].map((one) => first(institution, classOf(one), 10));
    expect((await Promise.all(found)).map(ids)).toEqual(['E', 'BA', 'D', 'F', 'C']);
  });

  it('of a class whose key is the beginning of another is not mixed with it', async () => {
    const one = at('A', 0, { fields: ['mass'], parked });
    await database.given(enterQueue(one), enterQueue(at('B', 0, { fields: ['mass', 'medical'], parked })));
    const parkingClass = { mode: 'on-site', notBefore: null, fields: ['mass' as const], size: 0 } as const;
    expect(ids(await first(institution, { ...parkingClass, fields: ['mass'] }, 10))).toBe('A');
  });
});

describe('how many are ahead', () => {
  it('is exact at the borders, whether one stands in the queue or not', async () => {
    const same = ['A', 'B', 'C', 'Z'].map((letter) => at(letter, 0));
    const all = [at('M', -1), ...same, at('N', 1), at('L', 5, { overdue: true })];
    await database.given(...all.map(enterQueue));
    const ahead = (of: QueueEntry) => countAhead(standing(of));
    expect(await ahead(at('L', 5, { overdue: true }))).toBe(0);
    expect(await ahead(at('M', -1))).toBe(1);
    expect(await Promise.all(same.map(ahead))).toEqual([2, 3, 4, 5]);
    expect(await ahead(at('N', 1))).toBe(6);
    expect(await ahead(at('B', 0, { parked }))).toBe(3);
    expect(await ahead(at('0', 0))).toBe(2);
    expect(await ahead(at('D', 0))).toBe(5);
  });

  it('counts of what is parked only those that need alike and rank before', async () => {
    const alike = [at('A', -2), at('B', -1), at('C', 0), at('D', 1)];
    await database.given(
      ...alike.map((one) => enterQueue({ ...one, parked })),
      enterQueue(at('E', -9, { parked, minutes: 60 })),
      enterQueue(at('F', -9, { parked, requestedDate: '2026-04-01' })),
      enterQueue(at('G', -9, { parked, institution: 'institution-yulin' })),
    );
    expect(await Promise.all(alike.map((one) => countAhead(standing(one))))).toEqual([0, 1, 2, 3]);
  });

  it('is told up to what anybody is told', async () => {
    const letters = Array.from({ length: COUNTED_AHEAD + 3 }, (_, index) => String(index).padStart(4, '0'));
    const crowd = letters.map((number) => entry({ appointmentId: `01KJP00000ABCDEFGHJKMN${number}` }));
    await database.given(...crowd.map(enterQueue));
    expect(await countAhead(standing(at('A', 1)))).toBe(COUNTED_AHEAD);
  });
});
