import { describe, expect, it } from 'vitest';
import type { FunctionName } from '#contract/types.ts';
import type { Appointment } from '#domain/appointments/appointment.ts';
import type { RefusalCode } from '#domain/problem.ts';
import { appointmentIn } from '#test/factories/appointment.ts';
import { refused, workflowBed } from '#test/factories/workflow-bed.ts';

const { the, given, run } = workflowBed();

const stopped: [string, Appointment, RefusalCode][] = [
  ['is being cancelled', appointmentIn('CANCELLING'), 'Cancelled'],
  ['was cancelled', appointmentIn('CANCELLED'), 'Cancelled'],
  ['has a later revision', appointmentIn('QUEUED', { revision: 2 }), 'Superseded'],
  ['has failed', appointmentIn('FAILED'), 'IllegalTransition'],
];
const steps: [FunctionName, object][] = [
  ['await-dispatch', { overdue: false, taskToken: 't' }],
  ['open-task', { step: 'test', round: 1, taskToken: 't' }],
  ['apply-default', { step: 'intake-review' }],
  ['apply-default', { step: 'waiver' }],
  ['close', {}],
];

describe.each(steps)('%s %j', (name, input) => {
  it.each(stopped)('has nothing to do for one that %s', async (_, appointment, error) => {
    given(appointment);
    const before = the.memory.all('appointments');
    await expect(run(name, input)).rejects.toMatchObject(refused(error));
    // Who waits keeps its token before it looks; a token that nobody waits behind does no harm.
    expect(the.memory.writes.map(({ tables }) => tables)).toEqual('taskToken' in input ? [['waits']] : []);
    expect(the.memory.all('appointments')).toEqual(before);
    expect(the.memory.all('outbox')).toEqual([]);
  });

  it('is refused for one that there is not, and without an input that names one', async () => {
    await expect(run(name, input)).rejects.toMatchObject(refused('NotFound'));
    await expect(run(name, { ...input, appointmentId: 5 })).rejects.toMatchObject({ name: 'ZodError' });
  });
});
