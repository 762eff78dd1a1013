import { describe, expect, test } from 'vitest';
import { entered } from '../history.ts';
import { played, Stage } from '../stage.ts';
import { throws, times } from '../world.ts';

const failing = (...release: ReturnType<typeof throws>[]) => ({
  turns: { close: [throws('IllegalTransition')], release },
});

describe('Given that the release itself fails', () => {
  test('When it goes on failing, then the execution ends with that error, and the event calls for the clean-up', async () => {
    const { appointment, world, stage } = await played(
      failing(...times(99, throws('Lambda.ServiceException'))),
    );
    expect(world.callsOf('release')).toHaveLength(6);
    expect(appointment).toMatchObject({ status: 'FAILED', error: 'Lambda.ServiceException' });
    expect(stage.ended.at(-1)?.detail).toMatchObject({
      status: 'FAILED',
      input: '{"appointmentId":"A-1","revision":1}',
    });
  });

  test('When there is no such appointment, then it is not tried again', async () => {
    const { appointment, world } = await played(failing(throws('NotFound')));
    expect(world.callsOf('release')).toHaveLength(1);
    expect(appointment).toMatchObject({ status: 'FAILED', error: 'NotFound' });
  });
});

describe('Given an appointment that has ended before it is released', () => {
  test.each([
    ['the close was written, its answer lost', 'close', 'COMPLETED'],
    ['it was returned', 'enqueue', 'RETURNED'],
    ['it was returned and resubmitted', 'enqueue', 'SUBMITTED'],
  ])('When %s, then that stands and no failure is reported', async (_, call, outcome) => {
    const { appointment } = await played({
      turns: {
        [call]: times(99, throws('Superseded')),
        release: [{ answer: { outcome, error: 'Superseded', cause: 'A later revision is under way.' } }],
      },
    });
    expect(entered(appointment).slice(-2)).toEqual(['How did it end', 'It went on without this execution']);
    expect(appointment.status).toBe('SUCCEEDED');
  });
});

describe('Given a start without the ids of an appointment', () => {
  test('Then it fails at once: there is nothing to release', async () => {
    const stage = new Stage({ turns: { triage: [throws('ZodError')] } });
    stage.input = {};
    const { appointment, world } = await played(stage);
    expect(appointment).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(world.callsOf('release')).toHaveLength(0);
  });
});
