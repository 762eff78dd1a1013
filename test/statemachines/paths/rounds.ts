import { describe, expect, test } from 'vitest';
import { limits, times } from '#test/statemachines/fake-functions.ts';
import { onHarness, played } from '#test/statemachines/harness.ts';
import { entered } from '../history.ts';
import { rejects } from '../replies.ts';

const rounds = (calls: { payload: { round?: number } }[]) => calls.map(({ payload }) => payload.round);

describe('Given a record that is sent back', () => {
  test('When the checker rejects it, then it is tested again in the next round', async () => {
    const { appointment, verification, fakes } = await played({
      replies: { 'open-task check': [rejects()] },
    });
    expect(verification && entered(verification).slice(2)).toEqual([
      'Test the instruments',
      'Check the results',
      'May it be tested again',
      'Test the instruments',
      'Check the results',
      'Authorise the results',
    ]);
    expect(rounds(fakes.callsOf('open-task test'))).toEqual([1, 2]);
    expect(rounds(fakes.callsOf('open-task check'))).toEqual([1, 2]);
    expect(rounds(fakes.callsOf('open-task authorise'))).toEqual([2]);
    expect(appointment.status).toBe('SUCCEEDED');
  });

  test('When the third person rejects it, then it is tested and checked again', async () => {
    const { verification, fakes } = await played({
      replies: { 'open-task authorise': [rejects('authorise')] },
    });
    expect(verification && entered(verification).slice(2)).toEqual([
      'Test the instruments',
      'Check the results',
      'Authorise the results',
      'May it be tested again',
      'Test the instruments',
      'Check the results',
      'Authorise the results',
    ]);
    expect(rounds(fakes.callsOf('open-task authorise'))).toEqual([1, 2]);
  });

  test('When four rounds are rejected and the fifth is not, then it is authorised', async () => {
    const { appointment, fakes } = await played({
      replies: { 'open-task check': [rejects(), rejects()], 'open-task authorise': [rejects(), rejects()] },
    });
    expect(rounds(fakes.callsOf('open-task test'))).toEqual([1, 2, 3, 4, 5]);
    expect(appointment.status).toBe('SUCCEEDED');
  });

  test.each(['check', 'authorise'] as const)(
    'When the %s rejects the fifth round too, then the verification ends and the appointment says why',
    async (step) => {
      const { appointment, verification, fakes } = await played({
        replies: { [`open-task ${step}`]: Array.from({ length: 5 }, () => rejects(step)) },
      });
      expect(fakes.callsOf('open-task test')).toHaveLength(5);
      expect(verification).toMatchObject({
        status: 'FAILED',
        error: 'RejectedTooOften',
        cause: 'Five rounds of testing were rejected.',
      });
      expect(appointment).toMatchObject({
        status: 'FAILED',
        error: 'RejectedTooOften',
        cause: expect.stringContaining('rejected five times'),
      });
    },
  );

  test('When the task could not be opened at first, then a rejection is still one and no failure', async () => {
    const { fakes } = await played({
      turns: { 'open-task check': times(2, { error: 'Lambda.TooManyRequestsException' }) },
      replies: { 'open-task check': [rejects()] },
    });
    expect(rounds(fakes.callsOf('open-task check'))).toEqual([1, 1, 1, 2]);
  });
});

describe('Given a step that nobody does', () => {
  test.each(['receive', 'test', 'check', 'authorise'])(
    'When %s is not done in its time, then it ends there, and not a second earlier',
    async (step) => {
      const wait = `open-task ${step}`;
      const { appointment, verification } = await onHarness({ silent: [wait] }, async (harness) => {
        await harness.play(wait);
        await harness.pass(limits.stepSeconds - 1);
        expect((await harness.tell('verification'))?.status).toBe('RUNNING');
        await harness.pass(1);
      });
      expect(verification && entered(verification).at(-1)).toBe('A step was not done in time');
      expect(verification).toMatchObject({ status: 'FAILED', error: 'StepNotDone' });
      expect(appointment).toMatchObject({
        status: 'FAILED',
        error: 'StepNotDone',
        cause: expect.stringContaining('was not done in time'),
      });
    },
  );
});
