import { describe, expect, it } from 'vitest';
import type { Status } from '#domain/appointments/appointment.ts';
import { claim, decide } from '#domain/tasks/task.ts';
import { enterQueue } from '#store/dispatch/queue.ts';
import { createShift } from '#store/dispatch/shifts.ts';
import { createTask, updateTask } from '#store/tasks/tasks.ts';
import { appointmentIn, ID, NOW, withWaiver } from '#test/factories/appointment.ts';
import { person } from '#test/factories/people.ts';
import { invoke } from '#test/factories/requests.ts';
import { shifts } from '#test/factories/test-bed.ts';
import { entry, openTask, shift } from '#test/factories/work.ts';
import { workflowBed } from '#test/factories/workflow-bed.ts';

const { the, busyOnce, delivered, events, given, raceOnce, run, state } = workflowBed();

describe('releasing', () => {
  type Released = { outcome: Status; error: string; cause: string };
  const release = (failure: object = { Error: 'NotDispatched', Cause: '' }) =>
    run<Released>('release', { failure });

  it('gives a place in the queue back', async () => {
    const queued = appointmentIn('QUEUED');
    given(queued);
    the.memory.given(enterQueue(entry({ rankKey: queued.rankKey })));
    expect(await release()).toMatchObject({ outcome: 'FAILED', error: 'NotDispatched' });
    expect(the.memory.all('queue')).toEqual([]);
    expect(state()).toMatchObject({
      status: 'FAILED',
      failure: { code: 'NotDispatched', reason: { zh: expect.any(String) } },
    });
  });

  it('gives minutes back, closes open tasks, frees instruments and ends every wait, in one transaction', async () => {
    const test = openTask('test');
    given(appointmentIn('ASSIGNED'), test);
    the.memory.given(createShift(shifts.taken));
    await release({ Error: 'StepNotDone' });
    expect(the.memory.all('shifts')[0]).toMatchObject({ remaining: 480, version: 3 });
    expect(the.memory.all('tasks')[0]).toMatchObject({ status: 'CANCELLED' });
    expect(the.memory.all('tasks')[0]).not.toHaveProperty('openGroup');
    expect(the.memory.all('instruments')[0]).not.toHaveProperty('openAppointment');
    expect(delivered()).toMatchObject([{ kind: 'cancel-waits', appointmentId: ID }]);
    expect(the.memory.writes).toHaveLength(1);
  });

  it('ends a cancellation as cancelled, whatever stopped the machine', async () => {
    given(appointmentIn('CANCELLING'));
    expect(await release({ Error: 'States.Timeout' })).toMatchObject({ outcome: 'CANCELLED' });
    expect(state()).toMatchObject({ status: 'CANCELLED' });
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
    given(appointmentIn('SUBMITTED', { revision: 2 }));
    expect(await release()).toMatchObject({ outcome: 'SUBMITTED' });
    expect(the.memory.writes).toEqual([]);
  });

  it('gives back once, also when it is asked again after it was cut off', async () => {
    given(appointmentIn('ASSIGNED'));
    the.memory.given(createShift(shifts.taken));
    busyOnce();
    await release();
    await release();
    expect(the.memory.all('shifts')[0]).toMatchObject({ remaining: 480, version: 3 });
    expect(events().filter((type) => type === 'Failed')).toHaveLength(1);
  });

  it('finds it done by somebody who came between its reads', async () => {
    given(appointmentIn('ASSIGNED'));
    the.memory.given(createShift(shifts.taken));
    const failed = appointmentIn('FAILED');
    const nobodyYet = { ...shifts.taken, remaining: 480, version: 3 };
    the.memory.beforeNext('Get', 'shifts', () => {
      const { status, failure } = failed;
      the.memory.put('appointments', { ...state(), status, failure, version: 9 });
      the.memory.put('shifts', nobodyYet);
    });
    expect(await release()).toMatchObject({ outcome: 'FAILED' });
    expect(the.memory.all('shifts')).toEqual([nobodyYet]);
  });

  it('gives back what the dispatcher took between its read and its write', async () => {
    const queued = appointmentIn('QUEUED');
    given(queued);
    the.memory.given(createShift(shifts.taken));
    const { version, assignment, status } = appointmentIn('ASSIGNED');
    raceOnce({ status, assignment, version });
    await release();
    expect(the.memory.all('shifts')[0]).toMatchObject({ remaining: 480 });
  });

  it.each([
    ['ABORTED', null, 'Aborted'],
    ['TIMED_OUT', undefined, 'States.Timeout'],
    ['FAILED', 'OrganisationUnknown', 'OrganisationUnknown'],
  ])('is done for an execution that %s without cleaning up', async (status, error, code) => {
    given(appointmentIn('ACCEPTED'));
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
});

it('a shift that was planned by hand in the meantime does not stop a release', async () => {
  given(appointmentIn('ASSIGNED'));
  the.memory.given(createShift(shift({ ...shifts.taken, remaining: 400, version: 9 })));
  await run('release', { failure: { Error: 'StepNotDone' } });
  expect(the.memory.all('shifts')[0]).toMatchObject({ remaining: 445, version: 10 });
});

it('tasks are closed as they stand, also where their index shows what they were', async () => {
  const [test, check] = [openTask('test'), openTask('check')];
  given(appointmentIn('VERIFYING'), test, check);
  the.memory.given(createShift(shifts.taken));
  the.memory.lagBehind('tasks');
  const technician = person('technician', { subject: 'technician-9' });
  the.memory.given(updateTask(decide(test, { outcome: 'record', results: [] }, technician, NOW)));
  the.memory.given(updateTask(claim(check, technician, NOW)));
  await run('release', { failure: { Error: 'RejectedTooOften' } });
  expect(state()).toMatchObject({ status: 'FAILED', failure: { code: 'RejectedTooOften' } });
  expect(the.memory.all('tasks').map(({ status }) => status)).toEqual(['DECIDED', 'CANCELLED']);
});

it('an open task of an earlier step is closed with the rest', async () => {
  given(appointmentIn('ACCEPTED', withWaiver()), openTask('waiver-review'));
  the.memory.given(createTask(openTask('waiver-countersign')));
  await run('release', { failure: {} });
  expect(the.memory.all('tasks').map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED']);
});
