import { describe, expect, test } from 'vitest';
import { refuses, throws, times } from '#test/statemachines/fake-functions.ts';
import { endedAs, MachineHarness, played } from '#test/statemachines/harness.ts';
import { entered } from '../history.ts';

const failing = (...release: ReturnType<typeof throws>[]) => ({
  turns: { close: [refuses('IllegalTransition')], release },
});

describe('Given that the release itself fails', () => {
  test('When it goes on failing, then the execution ends with that error, and the event calls for the clean-up', async () => {
    const { appointment, fakes, harness } = await played(
      failing(...times(99, throws('Lambda.ServiceException'))),
    );
    expect(fakes.callsOf('release')).toHaveLength(6);
    expect(appointment).toMatchObject({ status: 'FAILED', error: 'Lambda.ServiceException' });
    expect(endedAs(harness)).toMatchObject({
      status: 'FAILED',
      input: { appointmentId: 'A-1', revision: 1 },
    });
  });

  test('When there is no such appointment, then it is not tried again', async () => {
    const { appointment, fakes } = await played(failing(refuses('NotFound')));
    expect(fakes.callsOf('release')).toHaveLength(1);
    expect(appointment).toMatchObject({
      status: 'FAILED',
      error: 'Refused',
      cause: expect.stringContaining('NotFound'),
    });
  });
});

describe('Given an appointment that has ended before it is released', () => {
  test.each([
    ['the close was written, its answer lost', 'close', 'COMPLETED'],
    ['it was returned', 'await-dispatch', 'RETURNED'],
    ['it was returned and resubmitted', 'await-dispatch', 'IN_REVIEW'],
  ])('When %s, then that stands and no failure is reported', async (_, call, outcome) => {
    const { appointment } = await played({
      turns: {
        [call]: times(99, refuses('Superseded')),
        release: [{ answer: { outcome, error: 'Superseded', cause: 'A later revision is under way.' } }],
      },
    });
    expect(entered(appointment).slice(-2)).toEqual(['How did it end', 'It went on without this execution']);
    expect(appointment.status).toBe('SUCCEEDED');
  });
});

describe('Given an error that no Catch sees', () => {
  // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html: States.Runtime ends an execution.
  test('When the appointment meets it, then nothing is released by it, and the event calls for the clean-up', async () => {
    const { appointment, fakes, harness } = await played({ turns: { close: [throws('States.Runtime')] } });
    expect(appointment).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(fakes.callsOf('release')).toHaveLength(0);
    expect(harness.statusChanges.at(-1)?.detail).toMatchObject({ name: 'A-1-r1', status: 'FAILED' });
  });

  test('When a child meets it, then the appointment is there to release', async () => {
    const { appointment, fakes } = await played({ turns: { 'open-task test': [throws('States.Runtime')] } });
    expect(fakes.callsOf('open-task test')).toHaveLength(1);
    expect(fakes.callsOf('release')).toHaveLength(1);
    expect(appointment.status).toBe('FAILED');
  });
});

describe('Given a start without the ids of an appointment', () => {
  test('Then it fails before any function is called: there is nothing to release', async () => {
    const harness = new MachineHarness();
    harness.input = {};
    const { appointment, fakes } = await played(harness);
    expect(appointment).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(fakes.calls).toEqual([]);
  });
});
