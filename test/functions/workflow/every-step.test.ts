import { describe, expect, it } from 'vitest';
import type { FunctionName } from '#contract/types.ts';
import type { RefusalCode } from '#domain/problem.ts';
import { appointmentIn, NOW } from '#test/factories/appointment.ts';
import { refused, workflowBed } from '#test/factories/workflow-bed.ts';

const { the, given, run, state } = workflowBed();

const stopped: [string, object, RefusalCode][] = [
  [
    'is being cancelled',
    { status: 'CANCELLING', cancellation: { at: NOW, by: 'x', reason: 'x' } },
    'Cancelled',
  ],
  ['was cancelled', { status: 'CANCELLED', cancellation: { at: NOW, by: 'x', reason: 'x' } }, 'Cancelled'],
  ['has a later revision', { revision: 2 }, 'Superseded'],
  [
    'has failed',
    { status: 'FAILED', failure: { at: NOW, code: 'x', reason: { zh: 'x', en: 'x' } } },
    'IllegalTransition',
  ],
];
const steps: [FunctionName, object][] = [
  ['triage', {}],
  ['enqueue', { overdue: false, taskToken: 't' }],
  ['open-task', { step: 'test', round: 1, taskToken: 't' }],
  ['apply-default', { step: 'intake-review' }],
  ['apply-default', { step: 'waiver' }],
  ['close', {}],
];

describe.each(steps)('%s %j', (name, input) => {
  it.each(stopped)('has nothing to do for one that %s', async (_, change, error) => {
    given(appointmentIn('ACCEPTED'));
    the.memory.put('appointments', { ...state(), ...change });
    await expect(run(name, input)).rejects.toMatchObject(refused(error));
    expect(the.memory.writes).toEqual([]);
  });

  it('is refused for one that there is not, and without an input that names one', async () => {
    await expect(run(name, input)).rejects.toMatchObject(refused('NotFound'));
    await expect(run(name, { ...input, appointmentId: 5 })).rejects.toMatchObject({ name: 'ZodError' });
  });
});
