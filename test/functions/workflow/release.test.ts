import { describe, expect, it } from 'vitest';
import type { Status } from '#domain/appointments/appointment.ts';
import { transition } from '#domain/appointments/transitions.ts';
import { jobsOf } from '#domain/dispatch/job.ts';
import { queueEntryOf } from '#domain/dispatch/queue.ts';
import type { Task } from '#domain/tasks/task.ts';
import { enterQueue, leaveQueue, park, queue } from '#store/dispatch/queue.ts';
import { addJob, createShift } from '#store/dispatch/shifts.ts';
import { appointmentIn, assignment, ID, NOW, withWaiver } from '#test/factories/appointment.ts';
import { cancelled } from '#test/factories/memory-tables.ts';
import { invoke } from '#test/factories/requests.ts';
import { shifts } from '#test/factories/test-bed.ts';
import { openTask, shift } from '#test/factories/work.ts';
import { workflowBed } from '#test/factories/workflow-bed.ts';

const { the, busyOnce, delivered, events, given, raceOnce, run, state, tasks } = workflowBed();

describe('releasing', () => {
  type Released = { outcome: Status; error: string; cause: string };
  const release = (failure: object = { Error: 'NotDispatched', Cause: '' }) =>
    run<Released>('release', { failure });

  const reason = { zh: '无', en: 'none' };
  const entries = () => the.memory.all('queue').filter(queue.holds);

  it.each(['waiting', 'parked'] as const)('gives a place in the queue back: %s', async (where) => {
    const queued = appointmentIn('QUEUED');
    const entry = queueEntryOf(queued);
    given(queued);
    the.memory.given(enterQueue(entry), ...(where === 'parked' ? park(entry, { at: NOW, reason }) : []));
    expect(entries()).toMatchObject([{ state: where }]);
    expect(await release()).toMatchObject({ outcome: 'FAILED', error: 'NotDispatched' });
    expect(entries()).toEqual([]);
    expect(state()).toMatchObject({
      status: 'FAILED',
      failure: { code: 'NotDispatched', reason: { zh: expect.any(String) } },
    });
  });

  it('finds its place also when it is parked between its read and its write', async () => {
    const queued = appointmentIn('QUEUED');
    const entry = queueEntryOf(queued);
    given(queued);
    the.memory.given(enterQueue(entry));
    const parking = () => {
      the.memory.given(...park(entry, { at: NOW, reason }));
      return cancelled(['None', 'None', 'ConditionalCheckFailed']);
    };
    the.memory.fail(parking, ({ command }) => command === 'TransactWrite');
    expect(await release()).toMatchObject({ outcome: 'FAILED' });
    expect(entries()).toEqual([]);
  });

  /** With a team: the minutes are taken, and the job stands under the shift. */
  const dispatched = (...of: Task[]) => {
    const assigned = appointmentIn('ASSIGNED');
    given(assigned, ...of);
    the.memory.given(createShift(shifts.taken), ...jobsOf(assigned, assigned.assignment).map(addJob));
  };
  const shiftRows = () => the.memory.all('shifts').filter(({ item }) => item === '2026-03-03#shangluo-1');
  const jobRows = () => the.memory.all('shifts').filter(({ appointmentId }) => appointmentId === ID);

  it('gives minutes back, takes the job away, closes open tasks, frees instruments and ends every wait, in one transaction', async () => {
    dispatched(openTask('test'));
    expect(jobRows()).toHaveLength(1);
    await release({ Error: 'StepNotDone' });
    expect(shiftRows()).toMatchObject([{ remaining: 480, version: 3, change: 'grown' }]);
    expect(jobRows()).toEqual([]);
    expect(tasks()).toMatchObject([{ status: 'CANCELLED' }]);
    expect(the.memory.all('appointments').some((row) => 'taskKey' in row)).toBe(false);
    expect(the.memory.all('instruments')[0]).not.toHaveProperty('openAppointment');
    expect(delivered()).toMatchObject([{ kind: 'cancel-waits', appointmentId: ID }]);
    expect(the.memory.writes).toHaveLength(1);
  });

  it('of one that a clerk was looking at has nothing to give back but its instruments', async () => {
    given(appointmentIn('IN_REVIEW'), openTask('intake-review'));
    await release({ Error: 'States.Timeout' });
    expect(state()).toMatchObject({ status: 'FAILED' });
    expect(tasks()).toMatchObject([{ status: 'CANCELLED' }]);
    expect(the.memory.all('instruments')[0]).not.toHaveProperty('openAppointment');
  });

  it('ends a cancellation as cancelled, whatever stopped the machine', async () => {
    const ending = appointmentIn('CANCELLING');
    given(ending);
    the.memory.given(enterQueue(queueEntryOf(appointmentIn('QUEUED'))));
    expect(await release({ Error: 'States.Timeout' })).toMatchObject({ outcome: 'CANCELLED' });
    expect(state()).toMatchObject({ status: 'CANCELLED' });
    expect(entries()).toEqual([]);
  });

  it.each(['RETURNED', 'COMPLETED', 'CANCELLED', 'FAILED'] as const)(
    'leaves one alone that is %s',
    async (status) => {
      given(appointmentIn(status));
      expect(await release()).toMatchObject({ outcome: status });
      expect(the.memory.writes).toEqual([]);
    },
  );

  it('leaves a later revision alone', async () => {
    given(appointmentIn('QUEUED', { revision: 2 }));
    expect(await release()).toMatchObject({ outcome: 'QUEUED' });
    expect(the.memory.writes).toEqual([]);
  });

  it('gives back once, also when it is asked again after it was cut off', async () => {
    dispatched();
    busyOnce();
    await release();
    await release();
    expect(shiftRows()).toMatchObject([{ remaining: 480, version: 3 }]);
    expect(events().filter((type) => type === 'Failed')).toHaveLength(1);
  });

  it('gives back what the dispatcher took between its read and its write', async () => {
    const queued = appointmentIn('QUEUED');
    given(queued);
    the.memory.given(createShift(shifts.taken), enterQueue(queueEntryOf(queued)));
    raceOnce((before) => {
      const next = transition(before, 'Dispatched', { assignment: assignment() }, NOW);
      the.memory.given(leaveQueue(queueEntryOf(queued)), ...jobsOf(next, next.assignment).map(addJob));
      return next;
    });
    await release();
    expect(shiftRows()).toMatchObject([{ remaining: 480 }]);
    expect(jobRows()).toEqual([]);
  });

  it.each([
    ['ABORTED', null, 'Aborted'],
    ['TIMED_OUT', undefined, 'States.Timeout'],
    ['FAILED', 'OrganisationUnknown', 'OrganisationUnknown'],
  ])('is done for an execution that %s without cleaning up', async (status, error, code) => {
    given(appointmentIn('QUEUED'));
    the.memory.given(enterQueue(queueEntryOf(appointmentIn('QUEUED'))));
    const input = JSON.stringify({ appointmentId: ID, revision: 1 });
    const event = { detail: { status, input, error, cause: null } };
    expect(await invoke(the.memory, 'execution-ended', event)).toMatchObject({
      outcome: 'FAILED',
      error: code,
    });
    expect(state()).toMatchObject({ status: 'FAILED', failure: { code } });
  });

  it('is not done for an event that is none of ours', async () => {
    const detail = { status: 'SUCCEEDED', input: '{}' };
    await expect(invoke(the.memory, 'execution-ended', { detail })).rejects.toMatchObject({
      name: 'ZodError',
    });
  });

  it('is not stopped by what others took and gave in the meantime', async () => {
    dispatched();
    the.memory.given(createShift(shift({ ...shifts.taken, remaining: 400, version: 9 })));
    await release({ Error: 'StepNotDone' });
    expect(shiftRows()).toMatchObject([{ remaining: 445, version: 10 }]);
  });

  it('closes the open tasks of all steps', async () => {
    given(appointmentIn('QUEUED', withWaiver()), openTask('waiver-review'), openTask('waiver-countersign'));
    the.memory.given(enterQueue(queueEntryOf(appointmentIn('QUEUED', withWaiver()))));
    await release({});
    expect(tasks().map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED']);
  });
});
