import { beforeEach, describe, expect, it } from 'vitest';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import { parkedClasses } from '#store/dispatch/classes.ts';
import { enterQueue, leaveQueue, park } from '#store/dispatch/queue.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { writeTeam } from '#store/dispatch/teams.ts';
import { NOW } from '#test/factories/appointment.ts';
import { dispatchBed, idOf, news, waitingOne } from '#test/factories/dispatch-bed.ts';
import { open } from '#test/factories/test-bed.ts';
import { shift, team } from '#test/factories/work.ts';

const bed = dispatchBed();
const { the, dispatch, parked, statuses } = bed;
const why = { at: NOW, reason: { zh: '以前没有', en: 'none before' } };
const classes = () => the.memory.all('queue').filter(parkedClasses.holds);

/** Room comes of which a run is told. */
const room = (date = '2026-03-03', minutes = 480) => {
  const one = shift({ date, minutes });
  the.memory.given(createShift(one));
  return dispatch(news.shift(one));
};
/** Somebody who was parked has gone since: it was cancelled. */
const gone = (index: number) =>
  the.memory.given(leaveQueue({ ...queueEntryOf(waitingOne(index)), parked: why }));
/** Another run sets one aside that has come just now. */
const another = (index: number) => {
  const one = queueEntryOf(waitingOne(index));
  the.memory.given(...open(waitingOne(index)), enterQueue(one), ...park(one, why));
};

beforeEach(() => void the.memory.given(writeTeam(team())));

describe('the row of a class', () => {
  it('is there while somebody is parked, and goes with the run that finds nobody', async () => {
    parked(waitingOne(0), waitingOne(1));
    expect(classes()).toHaveLength(1);
    await room('2026-03-03', 45);
    expect(classes()).toHaveLength(1);
    await room('2026-03-04');
    expect(statuses(2)).toEqual(['ASSIGNED', 'ASSIGNED']);
    expect(classes()).toEqual([]);
  });

  it('is left where nobody of it can be served: nobody of it is read', async () => {
    parked(waitingOne(0, { fields: ['flow'] }));
    await room();
    expect(classes()).toHaveLength(1);
    expect(the.memory.writes).toEqual([]);
  });

  it('stays, and with it who is parked between the look and the removal', async () => {
    parked(waitingOne(0));
    gone(0);
    let read = 0;
    the.memory.beforeNext('TransactWrite', 'queue', () => {
      read = the.memory.calls.filter(({ input }) => JSON.stringify(input).includes('#parked')).length;
      another(1);
    });
    expect(await room()).toEqual({ batchItemFailures: [] });
    expect(read).toBe(1);
    expect(bed.parkedIds()).toEqual([idOf(1)]);
    expect(classes()).toHaveLength(1);
    await room('2026-03-04');
    expect(bed.file(1).appointment.status).toBe('ASSIGNED');
  });

  it('is made anew for who is parked right after the removal', async () => {
    parked(waitingOne(0));
    gone(0);
    await room('2026-03-03', 60);
    expect(classes()).toEqual([]);
    another(1);
    await room('2026-03-04');
    expect(bed.file(1).appointment.status).toBe('ASSIGNED');
  });

  it('that was read before somebody was parked in it serves them in the same run', async () => {
    parked(waitingOne(0));
    gone(0);
    let done = false;
    const beforeLook = ({ command, input }: { command: string; input: object }) => {
      if (done || command !== 'Query' || !JSON.stringify(input).includes('#parked')) return false;
      done = true;
      another(1);
      return false;
    };
    the.memory.fail(() => new Error('not a fault'), beforeLook);
    await room();
    expect(done).toBe(true);
    expect(bed.file(1).appointment.status).toBe('ASSIGNED');
  });

  it('is kept by a row of it that nobody can read', async () => {
    parked(waitingOne(0));
    const [row] = the.memory.all('queue').filter(({ state }) => state === 'parked');
    the.memory.put('queue', { ...row, v: 99 });
    await room();
    expect(classes()).toHaveLength(1);
  });
});
