import { describe, expect, test } from 'vitest';
import { limits } from '#test/statemachines/fake-functions.ts';
import { onHarness, played } from '#test/statemachines/harness.ts';
import { entered } from '../history.ts';
import { decides } from '../replies.ts';

describe('Given that a clerk has to look at it', () => {
  test('When the clerk accepts it, then it is verified, in 10 transitions', async () => {
    const { appointment, transitions } = await played({ route: 'review' });
    expect(entered(appointment)).toEqual([
      'Where does it go',
      'A clerk looks at it',
      'Where does it go',
      'Verify the instruments',
      'Close the appointment',
    ]);
    expect(transitions).toBe(10);
  });

  test('When the clerk accepts it and a waiver is open, then both go on side by side', async () => {
    const { appointment } = await played({ route: 'review', waiver: 'decide' });
    expect(entered(appointment)).toContain('Verify while the waiver is decided');
  });

  test('When the clerk returns it, then it ends there', async () => {
    const { appointment, transitions } = await played({
      route: 'review',
      waiver: 'decide',
      replies: { 'open-task intake-review': [decides('intake-review', 'return')] },
    });
    expect(entered(appointment)).toEqual([
      'Where does it go',
      'A clerk looks at it',
      'Where does it go',
      'It was returned to the enterprise',
    ]);
    expect(appointment.status).toBe('SUCCEEDED');
    expect(transitions).toBe(4);
  });

  test('When nobody looks in time, then it is accepted by default, and not a second earlier', async () => {
    const { appointment, fakes } = await onHarness(
      { route: 'review', silent: ['open-task intake-review'] },
      async (harness) => {
        await harness.pass(limits.intakeSeconds - 1);
        expect(harness.fakes.callsOf('apply-default intake-review')).toEqual([]);
        await harness.pass(1);
        await harness.play();
      },
    );
    expect(entered(appointment)).toEqual([
      'Where does it go',
      'A clerk looks at it',
      'Accept it by default',
      'Where does it go',
      'Verify the instruments',
      'Close the appointment',
    ]);
    expect(fakes.callsOf('apply-default intake-review')[0]?.payload).toEqual({
      appointmentId: 'A-1',
      revision: 1,
      step: 'intake-review',
    });
  });

  test('When it is accepted by default and a waiver is open, then both go on side by side', async () => {
    const { appointment, waiver } = await played({
      route: 'review',
      waiver: 'decide',
      silent: ['open-task intake-review'],
    });
    expect(entered(appointment)).toContain('Verify while the waiver is decided');
    expect(waiver?.status).toBe('SUCCEEDED');
  });

  test('When it was returned at the last moment, then the default does not overrule the clerk', async () => {
    const { appointment } = await played({
      route: 'review',
      silent: ['open-task intake-review'],
      turns: { 'apply-default intake-review': [{ answer: { route: 'returned' } }] },
    });
    expect(entered(appointment).slice(-3)).toEqual([
      'Accept it by default',
      'Where does it go',
      'It was returned to the enterprise',
    ]);
  });
});
