import { describe, expect, test } from 'vitest';
import { limits } from '#test/statemachines/fake-functions.ts';
import { executionArn, played } from '#test/statemachines/harness.ts';
import { entered } from '../history.ts';
import { aboveTheLimit } from '../reach.ts';

const VERIFIED = ['Test the instruments', 'Check the results', 'Authorise the results'];

describe('Given that nobody has to decide about intake or fee', () => {
  test('When instruments are sent in, then 8 transitions lead to the close', async () => {
    const { appointment, verification, waiver, transitions } = await played({ mode: 'send-in' });
    expect(appointment).toMatchObject({
      name: 'A-1-r1',
      status: 'SUCCEEDED',
      output: { Payload: { certificates: 1 } },
    });
    expect(entered(appointment)).toEqual([
      'Where does it go',
      'Verify the instruments',
      'Close the appointment',
    ]);
    expect(verification && entered(verification)).toEqual([
      'Wait for dispatch',
      'Receive the instruments',
      ...VERIFIED,
    ]);
    expect(waiver).toBeUndefined();
    expect(transitions).toBe(8);
  });

  test('When a team goes to the enterprise, then 7 do: nothing is received at the desk', async () => {
    const { verification, transitions } = await played({ mode: 'on-site' });
    expect(verification && entered(verification)).toEqual(['Wait for dispatch', ...VERIFIED]);
    expect(transitions).toBe(7);
  });
});

describe('Given that a waiver is to be decided', () => {
  test('When one person approves it, then 11 transitions, the verification beside it', async () => {
    const { appointment, waiver, transitions } = await played({ waiver: 'decide' });
    expect(entered(appointment)).toEqual([
      'Where does it go',
      'Verify while the waiver is decided',
      'Verify beside the waiver',
      'Decide the fee waiver',
      'Close the appointment',
    ]);
    expect(waiver && entered(waiver)).toEqual(['Review the waiver']);
    expect(appointment.status).toBe('SUCCEEDED');
    expect(transitions).toBe(11);
  });

  test('When it is approved and countersigned, then 12 transitions, sent in', async () => {
    const { appointment, waiver, transitions } = await played({
      waiver: 'decide',
      replies: aboveTheLimit(),
    });
    expect(waiver && entered(waiver)).toEqual(['Review the waiver', 'Countersign the waiver']);
    expect(waiver?.output).toMatchObject({ outcome: 'approve', ratePercent: 40 });
    expect(appointment.status).toBe('SUCCEEDED');
    expect(transitions).toBe(12);
  });

  test('When it is approved and countersigned, then 11 transitions, on site', async () => {
    const { transitions } = await played({ waiver: 'decide', mode: 'on-site', replies: aboveTheLimit() });
    expect(transitions).toBe(11);
  });
});

describe('Given a whole life', () => {
  test('Then every function hears the ids and what its schema asks for, and no more', async () => {
    const { fakes } = await played({ waiver: 'decide', route: 'review', replies: aboveTheLimit() });
    const ids = { appointmentId: 'A-1', revision: 1 };
    const token = { taskToken: expect.any(String) };
    const asked = Object.fromEntries(fakes.calls.map(({ key, payload }) => [key, payload]));
    expect(asked).toEqual({
      'open-task intake-review': { ...ids, ...token, step: 'intake-review' },
      'await-dispatch': { ...ids, ...token, overdue: false },
      'open-task receive': { ...ids, ...token, step: 'receive', round: 1 },
      'open-task test': { ...ids, ...token, step: 'test', round: 1 },
      'open-task check': { ...ids, ...token, step: 'check', round: 1 },
      'open-task authorise': { ...ids, ...token, step: 'authorise', round: 1 },
      'open-task waiver-review': { ...ids, ...token, step: 'waiver-review' },
      'open-task waiver-countersign': { ...ids, ...token, step: 'waiver-countersign' },
      close: ids,
    });
  });

  test('Then each child knows the ids, its limits, and which execution started it', async () => {
    const { verification, waiver, harness } = await played({ waiver: 'decide' });
    const started = {
      appointmentId: 'A-1',
      revision: 1,
      limits,
      // Links parent and child: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html
      AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: executionArn('appointment'),
    };
    expect(verification?.input).toEqual({ ...started, triagedAt: harness.clock.now() });
    expect(waiver?.input).toEqual(started);
  });

  test('Then a verification without a waiver beside it is started with the same', async () => {
    const alone = await played({ mode: 'on-site' });
    const beside = await played({ mode: 'on-site', waiver: 'decide' });
    expect(alone.verification?.input).toEqual(beside.verification?.input);
  });
});
