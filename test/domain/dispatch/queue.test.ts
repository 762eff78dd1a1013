import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queueEntryOf, rankKey } from '#domain/dispatch/queue.ts';
import { rankAt } from '#domain/policy/lane.ts';
import { appointmentIn, ID, later, NOW } from '#test/factories/appointment.ts';

const key = (change: Partial<Parameters<typeof rankKey>[0]>) =>
  rankKey({ appointmentId: 'A', acceptedAt: NOW, headStartHours: 0, overdue: false, ...change });

describe('the key of a place in the queue', () => {
  it('is the rank, then the id', () => {
    expect(key({ headStartHours: 24 })).toBe(`1#${later(-24)}#A`);
    expect(key({ appointmentId: 'A' }) < key({ appointmentId: 'B' })).toBe(true);
  });

  it('puts what is overdue before everything, and the older first among such', () => {
    expect(key({ overdue: true, acceptedAt: later(9999) }) < key({ headStartHours: 1440 })).toBe(true);
    expect(key({ overdue: true }) < key({ overdue: true, acceptedAt: later(1) })).toBe(true);
  });

  it('orders exactly as the ranks do', () => {
    const one = fc.record({
      ms: fc.integer({ min: Date.parse('2001-01-01'), max: Date.parse('2100-01-01') }),
      headStartHours: fc.integer({ min: 0, max: 1440 }),
    });
    fc.assert(
      fc.property(one, one, (a, b) => {
        const keyOf = ({ ms, headStartHours }: typeof a) =>
          key({ acceptedAt: new Date(ms).toISOString(), headStartHours });
        const difference = rankAt(a.ms, a.headStartHours) - rankAt(b.ms, b.headStartHours);
        expect(Math.sign(difference)).toBe(keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);
        expect(keyOf(a)).toHaveLength(keyOf(b).length);
      }),
    );
  });
});

describe('the entry of an appointment', () => {
  it('says what the dispatcher must know, and waits to be placed', () => {
    const queued = appointmentIn('QUEUED', { requestedDate: '2026-03-10', mode: 'send-in' });
    expect(queueEntryOf(queued)).toEqual({
      institution: 'institution-shangluo',
      rankKey: queued.rankKey,
      appointmentId: ID,
      revision: 1,
      organisationName: queued.organisationName,
      lane: 'green',
      mode: 'send-in',
      division: '611002',
      fields: ['thermal'],
      minutes: queued.triage.minutes,
      acceptedAt: NOW,
      requestedDate: '2026-03-10',
      dueBy: queued.triage.dueBy,
      overdue: false,
      parked: null,
    });
  });
});
