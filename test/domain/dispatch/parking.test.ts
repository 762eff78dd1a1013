import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServiceMode } from '#domain/appointments/parts.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { classKey, classOf, leastOf } from '#domain/dispatch/parking.ts';
import { place } from '#domain/dispatch/placement.ts';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import { MeasurementField } from '#domain/ledger/catalogue.ts';
import { appointmentIn, later, TODAY } from '#test/factories/appointment.ts';
import { shift, team } from '#test/factories/work.ts';

const needs = fc.record({
  mode: fc.constantFrom(...ServiceMode.options),
  requestedDate: fc.option(
    fc
      .date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  ),
  fields: fc.uniqueArray(fc.constantFrom(...MeasurementField.options)),
  minutes: fc.integer({ min: 0, max: 3000 }),
});
const keyOf = (one: Parameters<typeof classOf>[0]) => classKey(classOf(one));
const own = { mode: 'on-site', requestedDate: null, fields: ['thermal'], minutes: 15 } as const;
const key = (change: object = {}) => keyOf({ ...own, fields: [...own.fields], ...change });

describe('the class of what is parked', () => {
  it('does not hang on the order in which skills are named', () => {
    expect(key({ fields: ['mass', 'thermal'] })).toBe(key({ fields: ['thermal', 'mass'] }));
  });

  it('is another for another mode, day or skill, and for much more work', () => {
    const others = [
      { mode: 'send-in' },
      { requestedDate: '2026-03-05' },
      { fields: ['mass'] },
      { fields: [] },
      { minutes: 1000 },
    ].map(key);
    expect(new Set([key(), ...others]).size).toBe(6);
  });

  it('of a later day stands behind those of earlier days, and of no day before all: they are skipped at once', () => {
    fc.assert(
      fc.property(needs, needs, (a, b) => {
        const [one, other] = [
          { ...a, mode: own.mode },
          { ...b, mode: own.mode },
        ];
        fc.pre((one.requestedDate ?? '') < (other.requestedDate ?? ''));
        expect(keyOf(one) < keyOf(other)).toBe(true);
      }),
    );
  });

  it('never begins with the key of another: a range of one holds none of the other', () => {
    fc.assert(
      fc.property(needs, needs, (one, other) => {
        fc.pre(keyOf(one) !== keyOf(other));
        expect(`${keyOf(one)}#`.startsWith(`${keyOf(other)}#`)).toBe(false);
        // What is jumped to from behind the one is not within it, and leaves out nothing of the other behind it.
        const behind = `${keyOf(one)}#~`;
        expect(keyOf(other) > keyOf(one)).toBe(`${keyOf(other)}#` > behind);
      }),
    );
  });

  it('stays the same while an appointment waits, also when it is late', () => {
    const queued = appointmentIn('QUEUED', { requestedDate: '2026-03-05' });
    const late = transition(queued, 'Overdue', { overdue: true, rankKey: '0#x' }, later(200));
    expect(classOf(queueEntryOf(late))).toEqual(classOf(queueEntryOf(queued)));
  });
});

describe('the least that somebody of a class may need', () => {
  const some = fc.constantFrom('2026-03-02', '2026-03-03', '2026-03-20');
  const job = fc.record({
    mode: fc.constantFrom(...ServiceMode.options),
    requestedDate: fc.option(some),
    fields: fc.uniqueArray(fc.constantFrom('thermal' as const, 'mass' as const, 'flow' as const)),
    minutes: fc.integer({ min: 0, max: 600 }),
    division: fc.constantFrom('611002', '611026', '610402'),
  });
  const offer = fc.record({
    remaining: fc.integer({ min: 0, max: 480 }),
    date: some,
    vehicle: fc.constantFrom('V', null),
  });

  it('finds a place wherever anybody of it does: where it finds none, nobody need be looked at', () => {
    const of = team();
    const placed = (demand: Parameters<typeof place>[0], on: ReturnType<typeof shift>) =>
      place(demand, [on], new Map([[of.id, of]]), TODAY) !== null;
    let found = 0;
    fc.assert(
      fc.property(job, offer, (demand, capacity) => {
        const on = shift(capacity);
        if (!placed(demand, on)) return;
        found++;
        expect(placed(leastOf(classOf(demand), of.base), on)).toBe(true);
      }),
      { numRuns: 1000 },
    );
    expect(found).toBeGreaterThan(20);
  });
});
