import { describe, expect, it } from 'vitest';
import { useClock } from '#functions/runtime/clock.ts';
import { appointmentIn, ID, later, NOW, withWaiver } from '#test/factories/appointment.ts';
import { refused, workflowBed } from '#test/factories/workflow-bed.ts';

const { the, busyOnce, delivered, events, given, raceOnce, run, state, token } = workflowBed();

describe('the wait for dispatch', () => {
  const enqueue = (overdue = false, taskToken = 'T1') =>
    run<{ wait: string }>('enqueue', { overdue, taskToken });
  const queue = () => the.memory.all('queue');

  it('puts it into the queue of its unit, keeps the token and wakes the dispatcher', async () => {
    given(appointmentIn('ACCEPTED'));
    expect(await enqueue()).toEqual({ wait: 'dispatch-r1' });
    expect(state()).toMatchObject({ status: 'QUEUED', acceptedAt: NOW, rankKey: `1#${later(-120)}#${ID}` });
    expect(queue()).toMatchObject([
      { unit: 'shangluo', rankKey: `1#${later(-120)}#${ID}`, lane: 'green', unplaced: null },
    ]);
    expect(token('dispatch-r1')).toBe('T1');
    expect(delivered()).toEqual([
      { kind: 'publish', detailType: 'DispatchNeeded', detail: { unit: 'shangluo' } },
    ]);
  });

  it('asked again keeps the newer token, and its place', async () => {
    given(appointmentIn('ACCEPTED'));
    await enqueue();
    const before = queue();
    useClock(() => Date.parse(later(1)));
    await enqueue(false, 'T2');
    expect(queue()).toEqual(before);
    expect(token('dispatch-r1')).toBe('T2');
  });

  it('past the promised day goes to the head of the queue, and everything is free', async () => {
    given(appointmentIn('ACCEPTED', withWaiver(2)));
    await enqueue();
    await enqueue(true, 'T2');
    expect(queue()).toHaveLength(1);
    expect(queue()[0]).toMatchObject({ overdue: true, rankKey: expect.stringMatching(/^0#/) });
    expect(state()).toMatchObject({
      status: 'QUEUED',
      overdue: true,
      triage: { quote: { payableFen: 0, tariffFen: 12_000, waiver: { status: 'to-decide' } } },
    });
    const version = state()?.version;
    await enqueue(true, 'T3');
    expect(state()).toMatchObject({ version });
    expect(token('dispatch-r1')).toBe('T3');
  });

  it('keeps no token for one that is cancelled at this very moment: nobody would end that wait', async () => {
    given(appointmentIn('ACCEPTED'));
    await enqueue();
    raceOnce({ status: 'CANCELLING', cancellation: { at: NOW, by: 'x', reason: 'x' } }, [
      'TransactionConflict',
    ]);
    await expect(enqueue(false, 'T2')).rejects.toMatchObject(refused('Cancelled'));
    expect(token('dispatch-r1')).toBe('T1');
  });

  it('of one that was dispatched meanwhile goes on at once', async () => {
    given(appointmentIn('ASSIGNED'));
    await enqueue(true, 'T2');
    expect(delivered()).toEqual([{ kind: 'resume', appointmentId: ID, wait: 'dispatch-r1', output: {} }]);
    expect(token('dispatch-r1')).toBe('T2');
    expect(state()).toMatchObject({ overdue: false });
  });

  it('is not for one that is elsewhere', async () => {
    given(appointmentIn('COMPLETED'));
    await expect(enqueue()).rejects.toMatchObject(refused('IllegalTransition'));
  });

  it('is done once, however often other transactions are in the way', async () => {
    given(appointmentIn('ACCEPTED'));
    busyOnce();
    raceOnce();
    await enqueue();
    expect(queue()).toHaveLength(1);
    expect(events().filter((type) => type === 'Queued')).toHaveLength(1);
  });
});
