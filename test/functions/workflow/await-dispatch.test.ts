import { describe, expect, it } from 'vitest';
import { transition } from '#domain/appointments/transitions.ts';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import { useClock } from '#functions/runtime/clock.ts';
import type { Stored } from '#store/appointments/file.ts';
import { enterQueue, queue as entries, leaveQueue, park } from '#store/dispatch/queue.ts';
import { appointmentIn, assignment, ID, later, NOW, withWaiver } from '#test/factories/appointment.ts';
import { refused, workflowBed } from '#test/factories/workflow-bed.ts';

const { the, busyOnce, delivered, events, given, raceOnce, run, state, tokens } = workflowBed();

describe('the wait for dispatch', () => {
  const wait = (overdue = false, taskToken = 'T1') =>
    run<{ wait: string }>('await-dispatch', { overdue, taskToken });
  const queue = () => the.memory.all('queue').filter(entries.holds);
  const transactions = () => the.memory.writes.filter(({ command }) => command === 'TransactWrite');

  /** One that is accepted, with its place in the queue. */
  const waiting = (said = {}) => {
    const queued = appointmentIn('QUEUED', said);
    const entry = queueEntryOf(queued);
    given(queued);
    the.memory.given(enterQueue(entry));
    return entry;
  };
  const parked = () => the.memory.given(...park(waiting(), { at: NOW, reason: { zh: '无', en: 'none' } }));

  it('keeps the token before anything is read, and does nothing more to one that waits', async () => {
    waiting();
    expect(await wait()).toEqual({ wait: 'dispatch-r1' });
    expect(tokens('dispatch-r1')).toContain('T1');
    expect(the.memory.calls.map(({ command, tables }) => `${command} ${tables}`)).toEqual([
      'Put waits',
      'Query appointments',
    ]);
    expect(delivered()).toEqual([]);
  });

  it('asked again keeps the newer token too, and its place', async () => {
    waiting();
    await wait();
    const before = queue();
    useClock(() => Date.parse(later(1)));
    await wait(false, 'T2');
    expect(queue()).toEqual(before);
    expect(tokens('dispatch-r1')).toContain('T2');
  });

  it('by an older attempt, late, leaves the newer token to be found', async () => {
    waiting();
    useClock(() => Date.parse(later(1)));
    await wait(false, 'T2');
    useClock(() => Date.parse(NOW));
    expect(await wait(false, 'T1')).toEqual({ wait: 'dispatch-r1' });
    expect(tokens('dispatch-r1')).toContain('T2');
  });

  it('of each revision is one of its own', async () => {
    given(appointmentIn('QUEUED', { revision: 2 }));
    expect(await run('await-dispatch', { revision: 2, overdue: false, taskToken: 'T1' })).toEqual({
      wait: 'dispatch-r2',
    });
  });

  it('past the promised day goes to the head of the queue, once, and everything is free', async () => {
    waiting(withWaiver(2));
    await wait(true, 'T2');
    expect(queue()).toMatchObject([
      { queue: 'institution-shangluo', place: expect.stringMatching(/^0#/), state: 'waiting', overdue: true },
    ]);
    expect(state()).toMatchObject({
      status: 'QUEUED',
      overdue: true,
      rankKey: queue()[0]?.place,
      triage: { quote: { payableFen: 0, tariffFen: 12_000, waiver: { status: 'to-decide' } } },
    });
    expect(events().at(-1)).toBe('Overdue');
    expect(transactions()).toHaveLength(1);
    const { version } = state();
    await wait(true, 'T3');
    expect(state()).toMatchObject({ version });
    expect(tokens('dispatch-r1')).toContain('T3');
  });

  it('past the promised day takes a parked one to the head of those who wait: it is placed anew', async () => {
    parked();
    expect(queue()).toMatchObject([{ queue: 'institution-shangluo#parked', state: 'parked' }]);
    await wait(true);
    expect(queue()).toMatchObject([
      {
        queue: 'institution-shangluo',
        place: expect.stringMatching(/^0#/),
        state: 'waiting',
        overdue: true,
        parked: null,
      },
    ]);
    expect(state().triage.quote).toMatchObject({ payableFen: 0 });
  });

  it('past the promised day finds its entry also when it is parked at this very moment', async () => {
    const entry = waiting();
    raceOnce((before) => {
      the.memory.given(...park(entry, { at: NOW, reason: { zh: '无', en: 'none' } }));
      return { ...before, version: before.version + 1 };
    });
    await wait(true);
    expect(queue()).toMatchObject([{ state: 'waiting', overdue: true }]);
  });

  it('past the promised day leaves alone what is dispatched at this very moment, and goes on at once', async () => {
    const entry = waiting();
    raceOnce((before) => {
      the.memory.given(leaveQueue(entry));
      return transition(before, 'Dispatched', { assignment: assignment() }, NOW);
    });
    await wait(true);
    expect(state()).toMatchObject({ status: 'ASSIGNED', overdue: false });
    expect(delivered()).toMatchObject([{ kind: 'resume', wait: 'dispatch-r1' }]);
    expect(queue()).toEqual([]);
  });

  it('of one that is cancelled at this very moment is refused, and its token is there to be ended', async () => {
    waiting();
    raceOnce(
      (before: Stored) =>
        transition(before, 'CancelRequested', { cancellation: { at: NOW, by: 'x', reason: 'x' } }, NOW),
      ['TransactionConflict'],
    );
    await expect(wait(true, 'T2')).rejects.toMatchObject(refused('Cancelled'));
    expect(tokens('dispatch-r1')).toContain('T2');
    expect(queue()).toMatchObject([{ overdue: false }]);
  });

  it.each([
    ['on-site', { error: { error: 'NothingToReceive', cause: expect.any(String) } }],
    ['send-in', { output: {} }],
  ] as const)('of one that was dispatched meanwhile goes on at once: %s', async (mode, result) => {
    given(appointmentIn('ASSIGNED', { mode }));
    await wait(true, 'T2');
    expect(delivered()).toEqual([{ kind: 'resume', appointmentId: ID, wait: 'dispatch-r1', ...result }]);
    expect(tokens('dispatch-r1')).toContain('T2');
    expect(state()).toMatchObject({ overdue: false });
  });

  it.each(['IN_REVIEW', 'RETURNED', 'COMPLETED'] as const)('is not for one that is %s', async (status) => {
    given(appointmentIn(status));
    await expect(wait()).rejects.toMatchObject(refused('IllegalTransition'));
    expect(transactions()).toEqual([]);
  });

  it('moves it once, however often other transactions are in the way', async () => {
    waiting();
    busyOnce();
    raceOnce();
    await wait(true);
    expect(queue()).toHaveLength(1);
    expect(events().filter((type) => type === 'Overdue')).toHaveLength(1);
  });
});
