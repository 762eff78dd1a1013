import { describe, expect, test } from 'vitest';
import { failureOf } from '#domain/appointments/failure.ts';
import { type FakeFunctions, throws } from '#test/statemachines/fake-functions.ts';
import { type Ended, MachineHarness, onHarness, played } from '#test/statemachines/harness.ts';
import { allStates, callOf, isCall, isWait, title } from '../definitions.ts';
import { entered } from '../history.ts';
import { reach } from '../reach.ts';
import { cancels } from '../replies.ts';

const calls = allStates
  .filter(isCall)
  .map((placed) => ({ ...placed, title: title(placed), call: callOf(placed) }));
const waits = calls.filter(isWait);

/** Cancelled, once, with everything that was under way stopped. */
function expectCancelled({
  appointment,
  verification,
  waiver,
  fakes,
}: Ended & { fakes: FakeFunctions }): void {
  expect(entered(appointment).slice(-3)).toEqual([
    'Release what was taken',
    'How did it end',
    'It was cancelled',
  ]);
  expect(appointment.status).toBe('SUCCEEDED');
  expect(fakes.callsOf('release')).toHaveLength(1);
  expect([verification?.status, waiver?.status]).not.toContain('RUNNING');
}

describe.each(waits)('Given that $title waits', (placed) => {
  test('When the appointment is cancelled, then it is released once and ends cancelled', async () => {
    const ended = await onHarness(reach(placed), async (harness) => {
      await harness.play(placed.call);
      await harness.cancel();
    });
    expectCancelled(ended);
    const failure = ended.fakes.callsOf('release')[0]?.payload.failure ?? {};
    expect(failureOf(failure).code).toBe('Cancelled');
  });
});

describe.each(calls.filter(({ call }) => call !== 'release'))(
  'Given that the function of $title is at work',
  (placed) => {
    test('When the appointment is cancelled meanwhile, then it refuses, is not asked again, and all ends cancelled', async () => {
      const circumstances = reach(placed);
      const harness: MachineHarness = new MachineHarness({
        ...circumstances,
        turns: { [placed.call]: [{ meanwhile: () => Object.assign(harness.fakes, { cancelled: true }) }] },
      });
      const ended = await played(harness);
      expectCancelled(ended);
      expect(ended.fakes.callsOf(placed.call)).toHaveLength(1);
    });

    test('When the appointment is cancelled between two attempts, then there is no third', async () => {
      const harness: MachineHarness = new MachineHarness({
        ...reach(placed),
        turns: {
          [placed.call]: [
            {
              meanwhile: () => Object.assign(harness.fakes, { cancelled: true }),
              // The call was lost; by the time of the next one the cancellation stands.
              afterwards: throws('Lambda.ServiceException'),
            },
          ],
        },
      });
      const ended = await onHarness(harness, (at) => at.play());
      expectCancelled(ended);
      // Beside another branch, that one may have ended it all before the second attempt is due.
      expect(ended.fakes.callsOf(placed.call).length).toBeLessThanOrEqual(2);
    });
  },
);

describe('Given a verification and a waiver that wait side by side', () => {
  const orders: [string, string][] = [
    ['open-task test', 'open-task waiver-review'],
    ['open-task waiver-review', 'open-task test'],
  ];

  test.each(orders)('When %s is cancelled first, then %s is stopped with it', async (first, second) => {
    const ended = await onHarness(
      { waiver: 'decide', silent: ['open-task waiver-review'] },
      async (harness) => {
        await harness.play('open-task test');
        harness.fakes.cancelled = true;
        expect(await harness.reply(first, cancels())).toBe(true);
        expect(await harness.reply(second, cancels())).toBe(false);
      },
    );
    expectCancelled(ended);
    expect([ended.verification?.status, ended.waiver?.status].sort()).toEqual(['ABORTED', 'FAILED']);
  });
});
