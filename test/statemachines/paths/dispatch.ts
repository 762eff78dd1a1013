import { describe, expect, test } from 'vitest';
import { limits } from '#test/statemachines/fake-functions.ts';
import { onHarness, played } from '#test/statemachines/harness.ts';
import { entered } from '../history.ts';

describe('Given that the promised day passes without a team', () => {
  test('Then it goes to the head of the queue free of charge, and is verified when a team takes it', async () => {
    const { appointment, verification, fakes } = await played({ silent: ['enqueue'] });
    expect(verification && entered(verification)).toEqual([
      'Wait for dispatch',
      'Do it at once and free of charge',
      'Was it sent in',
      'Receive the instruments',
      'Test the instruments',
      'Check the results',
      'Authorise the results',
    ]);
    expect(fakes.callsOf('enqueue overdue')[0]?.payload).toMatchObject({
      appointmentId: 'A-1',
      revision: 1,
      overdue: true,
    });
    expect(appointment.status).toBe('SUCCEEDED');
  });

  test('When no team takes it even then, then the appointment fails and says so', async () => {
    const { appointment, verification, fakes } = await played({ silent: ['enqueue', 'enqueue overdue'] });
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
    onHarness({ route, silent: ['enqueue', 'enqueue overdue'] }, async (harness) => {
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
      expect(before.fakes.callsOf('enqueue overdue')).toHaveLength(0);
      const after = await until(limits.dispatchSeconds, route);
      expect(after.fakes.callsOf('enqueue overdue')).toHaveLength(1);
    },
  );

  test('When it passed while the clerk looked, then it is done at once after a minute for the dispatcher', async () => {
    const { fakes } = await onHarness(
      { route: 'review', limits: { dispatchSeconds: 100 }, silent: ['enqueue', 'enqueue overdue'] },
      async (harness) => {
        await harness.pass(500);
        await harness.reply('open-task intake-review');
        await harness.pass(59);
        expect(harness.fakes.callsOf('enqueue overdue')).toEqual([]);
        await harness.pass(1);
      },
    );
    expect(fakes.callsOf('enqueue overdue')).toHaveLength(1);
  });

  test('When the queue could not be written at first, then the retry does not move that day, but for a second of rounding', async () => {
    const { fakes } = await onHarness(
      { silent: ['enqueue', 'enqueue overdue'], turns: { enqueue: [{ error: 'Sandbox.Timedout' }] } },
      (harness) => harness.pass(limits.dispatchSeconds + 1),
    );
    expect(fakes.callsOf('enqueue')).toHaveLength(2);
    expect(fakes.callsOf('enqueue overdue')).toHaveLength(1);
  });
});
