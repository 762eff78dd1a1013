import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Appointment, isTerminal, Status } from '#domain/appointments/appointment.ts';
import { MAXIMUM_LINES } from '#domain/appointments/parts.ts';
import {
  type AppointmentEvent,
  may,
  sourcesOf,
  transition,
  transitions,
} from '#domain/appointments/transitions.ts';
import { rankKey } from '#domain/dispatch/queue.ts';
import { Problem } from '#domain/problem.ts';
import { appointmentIn, assignment, later, line, NOW } from '#test/factories/appointment.ts';

const statuses = Status.options;
const events = Object.keys(transitions) as AppointmentEvent[];

/** Everything that any event could bring along, so that only the table decides. */
const verifying = appointmentIn('VERIFYING');
const completed = appointmentIn('COMPLETED');
const everything = {
  triage: verifying.triage,
  waiver: verifying.waiver,
  acceptedAt: NOW,
  overdue: false,
  rankKey: rankKey({ appointmentId: verifying.id, acceptedAt: NOW, headStartHours: 0, overdue: false }),
  assignment: assignment(),
  results: verifying.results,
  settlement: completed.settlement,
  returned: { at: NOW, by: 'x', reason: 'x', lines: [] },
  cancellation: { at: NOW, by: 'x', reason: 'x' },
  failure: { at: NOW, code: 'x', reason: { zh: 'x', en: 'x' } },
};

const apply = (appointment: Appointment, event: AppointmentEvent, at = later(1)): Appointment =>
  transition(appointment, event, everything as never, at);

const refusal = (run: () => unknown): Problem => {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

const table = statuses.flatMap((status) => events.map((event) => ({ status, event })));
const targetOf = (status: Status, event: AppointmentEvent) =>
  (transitions[event] as Partial<Record<Status, Status>>)[status];
const allowed = table.filter(({ status, event }) => targetOf(status, event));
const refused = table.filter(({ status, event }) => !targetOf(status, event));

describe('the table of transitions', () => {
  it.each(allowed)('$status takes $event', ({ status, event }) => {
    const before = appointmentIn(status);
    const after = apply(before, event);
    expect(may(before, event)).toBe(true);
    expect(after).toMatchObject({
      status: targetOf(status, event),
      id: before.id,
      version: before.version + 1,
      updatedAt: later(1),
    });
    expect(Appointment.parse(after)).toEqual(after);
  });

  it.each(refused)('$status refuses $event', ({ status, event }) => {
    const before = appointmentIn(status);
    const copy = structuredClone(before);
    expect(may(before, event)).toBe(false);
    const problem = refusal(() => apply(before, event));
    const cancelled = status === 'CANCELLING' || status === 'CANCELLED';
    expect(problem.code).toBe(cancelled ? 'Cancelled' : 'IllegalTransition');
    expect(problem.context).toEqual({ state: status, event });
    expect(before).toEqual(copy);
  });

  it('lets nothing happen to one that has ended', () => {
    expect(statuses.filter(isTerminal)).toEqual(['COMPLETED', 'CANCELLED', 'FAILED']);
    for (const status of statuses.filter(isTerminal)) {
      expect(events.filter((event) => may({ status }, event))).toEqual([]);
    }
  });

  it('leaves no status without a way out to an end, or without a way in', () => {
    for (const status of statuses) {
      const reached = new Set<Status>([status]);
      for (const from of reached)
        for (const event of events) {
          const to = targetOf(from, event);
          if (to) reached.add(to);
        }
      expect([...reached].some(isTerminal), status).toBe(true);
      const entered = allowed.some(({ status: from, event }) => targetOf(from, event) === status);
      expect(entered, status).toBe(true);
    }
  });

  it('can cancel and can fail whatever a machine still conducts', () => {
    const underWay = statuses.filter((one) => !isTerminal(one) && one !== 'RETURNED' && one !== 'CANCELLING');
    expect(sourcesOf('CancelRequested')).toEqual(underWay);
    expect(sourcesOf('Failed')).toEqual(underWay);
  });
});

describe('any sequence of events', () => {
  it('adds one to the version for each that happened, changes nothing for the others, and ends at an end', () => {
    const sequence = fc.array(fc.constantFrom(...events), { maxLength: 40 });
    fc.assert(
      fc.property(sequence, (happening) => {
        let appointment: Appointment = appointmentIn('IN_REVIEW');
        let happened = 0;
        for (const event of happening) {
          const before = JSON.stringify(appointment);
          if (may(appointment, event)) {
            expect(isTerminal(appointment.status)).toBe(false);
            appointment = apply(appointment, event);
            happened++;
          } else {
            expect(['IllegalTransition', 'Cancelled']).toContain(
              refusal(() => apply(appointment, event)).code,
            );
            expect(JSON.stringify(appointment)).toBe(before);
          }
          expect(appointment.version).toBe(1 + happened);
          expect(appointment.id).toBe(appointmentIn('IN_REVIEW').id);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('an event that does not bring what the next status needs', () => {
  it('is refused instead of being stored by halves', () => {
    expect(() => transition(appointmentIn('IN_REVIEW'), 'Queued', {}, NOW)).toThrow(/acceptedAt/);
    expect(() => transition(appointmentIn('QUEUED'), 'Dispatched', {}, NOW)).toThrow(/assignment/);
    expect(() => transition(verifying, 'Completed', {}, NOW)).toThrow(/settlement/);
  });
});

describe('a resubmission', () => {
  it('leaves behind why the first revision was returned', () => {
    const again = transition(appointmentIn('RETURNED'), 'SentToReview', { revision: 2 }, later(1));
    expect(again).toMatchObject({ status: 'IN_REVIEW', revision: 2 });
    expect(again).not.toHaveProperty('returned');
  });
});

describe('an appointment', () => {
  it('has between one line and as many as one transaction can close', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => line(index + 1));
    const parse = (count: number) =>
      Appointment.safeParse({ ...appointmentIn('QUEUED'), lines: lines(count) }).success;
    expect([0, 1, MAXIMUM_LINES, MAXIMUM_LINES + 1].map(parse)).toEqual([false, true, true, false]);
    // Two for the appointment and its history, a document and a ledger entry a line.
    expect(2 + 2 * MAXIMUM_LINES).toBeLessThanOrEqual(100);
  });
});
