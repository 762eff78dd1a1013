import { describe, expect, test } from 'vitest';
import { limits } from '#test/statemachines/fake-functions.ts';
import { onHarness, played } from '#test/statemachines/harness.ts';
import { entered } from '../history.ts';

describe('Given that the promised day passes without a team', () => {
  test('Then it goes to the head of the queue free of charge, and is verified when a team takes it', async () => {
    const { appointment, verification, fakes } = await played({ silent: ['await-dispatch'] });
    expect(verification && entered(verification)).toEqual([
      'Wait for dispatch',
      'Do it at once and free of charge',
      'Receive the instruments',
      'Test the instruments',
      'Check the results',
      'Authorise the results',
    ]);
    expect(fakes.callsOf('await-dispatch overdue')[0]?.payload).toMatchObject({
      appointmentId: 'A-1',
      revision: 1,
      overdue: true,
    });
    expect(appointment.status).toBe('SUCCEEDED');
  });

  test('When a team goes there, then nothing is received at the desk', async () => {
    const { appointment, verification, fakes } = await played({
      mode: 'on-site',
      silent: ['await-dispatch'],
    });
    expect(verification && entered(verification)).toEqual([
      'Wait for dispatch',
      'Do it at once and free of charge',
      'Test the instruments',
      'Check the results',
      'Authorise the results',
    ]);
    expect(fakes.callsOf('open-task test')[0]?.payload.round).toBe(1);
    expect(appointment.status).toBe('SUCCEEDED');
  });

  test('When no team takes it even then, then the appointment fails and says so', async () => {
    const { appointment, verification, fakes } = await played({
      silent: ['await-dispatch', 'await-dispatch overdue'],
    });
    expect(verification).toMatchObject({ status: 'FAILED', error: 'NotDispatched' });
    expect(fakes.callsOf('release')).toHaveLength(1);
    expect(appointment).toMatchObject({
      status: 'FAILED',
      error: 'NotDispatched',
      cause: expect.stringContaining('no team had the skills'),
    });
  });
});

describe('Given the promised day', () => {
  const until = async (seconds: number, route: 'accepted' | 'review') =>
    onHarness({ route, silent: ['await-dispatch', 'await-dispatch overdue'] }, async (harness) => {
      if (route === 'review') {
        // The clerk takes nearly all the time that is there for the intake.
        await harness.pass(limits.intakeSeconds - 1);
        await harness.reply('open-task intake-review');
        await harness.pass(seconds - limits.intakeSeconds + 1);
      } else await harness.pass(seconds);
    });

  test.each(['accepted', 'review'] as const)(
    'When it was %s at intake, then the wait ends on that day, a second earlier it still lasts',
    async (route) => {
      const before = await until(limits.dispatchSeconds - 1, route);
      expect(before.fakes.callsOf('await-dispatch overdue')).toHaveLength(0);
      const after = await until(limits.dispatchSeconds, route);
      expect(after.fakes.callsOf('await-dispatch overdue')).toHaveLength(1);
    },
  );

  test('When the execution is started late, then the day counts from the submission all the same', async () => {
    const { fakes } = await onHarness(
      { late: 5_000, silent: ['await-dispatch', 'await-dispatch overdue'] },
      async (harness) => {
        await harness.pass(limits.dispatchSeconds - 5_000 - 1);
        expect(harness.fakes.callsOf('await-dispatch overdue')).toEqual([]);
        await harness.pass(1);
      },
    );
    expect(fakes.callsOf('await-dispatch overdue')).toHaveLength(1);
  });

  test('When it passed while the clerk looked, then it is done at once after a minute for the dispatcher', async () => {
    const { fakes } = await onHarness(
      {
        route: 'review',
        limits: { dispatchSeconds: 100 },
        silent: ['await-dispatch', 'await-dispatch overdue'],
      },
      async (harness) => {
        await harness.pass(500);
        await harness.reply('open-task intake-review');
        await harness.pass(59);
        expect(harness.fakes.callsOf('await-dispatch overdue')).toEqual([]);
        await harness.pass(1);
      },
    );
    expect(fakes.callsOf('await-dispatch overdue')).toHaveLength(1);
  });

  test('When the queue could not be written at first, then the retry does not move that day, but for a second of rounding', async () => {
    const { fakes } = await onHarness(
      {
        silent: ['await-dispatch', 'await-dispatch overdue'],
        turns: { 'await-dispatch': [{ error: 'Sandbox.Timedout' }] },
      },
      (harness) => harness.pass(limits.dispatchSeconds + 1),
    );
    expect(fakes.callsOf('await-dispatch')).toHaveLength(2);
    expect(fakes.callsOf('await-dispatch overdue')).toHaveLength(1);
  });
});
