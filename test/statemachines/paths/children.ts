import { describe, expect, test } from 'vitest';
import { machineArn } from '#local/names.ts';
import { refuses } from '#test/statemachines/fake-functions.ts';
import { endedAs, executionArn, MachineHarness, onHarness, played } from '#test/statemachines/harness.ts';
import { entered } from '../history.ts';

const DAY = 86_400;
describe('Given a child execution that ends badly', () => {
  test('When a function of it refused, then its parent names that refusal and stops the other child', async () => {
    const { appointment, verification, waiver, fakes } = await played({
      waiver: 'decide',
      silent: ['open-task waiver-review'],
      turns: { 'open-task test': [refuses('IllegalTransition')] },
    });
    expect(verification).toMatchObject({ status: 'FAILED', error: 'Refused' });
    expect(verification?.cause).toContain('IllegalTransition');
    expect(waiver?.status).toBe('ABORTED');
    expect(fakes.callsOf('release')[0]?.payload.failure).toMatchObject({ Error: 'States.TaskFailed' });
    expect(appointment).toMatchObject({ status: 'FAILED', error: 'IllegalTransition' });
  });

  test('When the waiver cannot go on, then the verification stops too and one release answers for both', async () => {
    const { appointment, verification, waiver, fakes } = await played({
      waiver: 'decide',
      silent: ['await-dispatch'],
      turns: { 'open-task waiver-review': [refuses('IllegalTransition')] },
    });
    expect(waiver?.status).toBe('FAILED');
    expect(verification?.status).toBe('ABORTED');
    expect(fakes.callsOf('release')).toHaveLength(1);
    expect(appointment.status).toBe('FAILED');
  });

  test.each(['accepted alone', 'beside a waiver'])(
    'When operators stop it, %s, then its parent releases',
    async (how) => {
      const waiver = how === 'beside a waiver' ? 'decide' : 'none';
      const { appointment, fakes } = await onHarness({ waiver }, async (harness) => {
        await harness.call('StopExecution', { executionArn: executionArn('verification') });
        await harness.engine.idle();
      });
      expect(fakes.callsOf('release')).toHaveLength(1);
      expect(appointment).toMatchObject({ status: 'FAILED', cause: expect.stringMatching(/\.$/) });
    },
  );

  test('When its name was used for something else, then it is not started and the reason says so', async () => {
    const harness = new MachineHarness();
    harness.before = async () => {
      const other = {
        stateMachineArn: machineArn('verification'),
        name: 'A-1-r1',
        input: '{"another":true}',
      };
      await harness.call('StartExecution', other);
      await harness.engine.idle();
    };
    const { appointment, fakes } = await played(harness);
    expect(fakes.callsOf('release')[0]?.payload.failure?.Error).toBe(
      'StepFunctions.ExecutionAlreadyExistsException',
    );
    expect(appointment.status).toBe('FAILED');
  });
});

describe('Given an execution with the longest name that there may be', () => {
  test('Then its children take that name: the longest is short enough for them too', async () => {
    const name = 'n'.repeat(80);
    await onHarness({ waiver: 'decide' }, async (at) => {
      const input = JSON.stringify(at.input);
      await at.call('StartExecution', { stateMachineArn: machineArn('appointment'), name, input });
      await at.engine.idle();
      for (const machine of ['verification', 'fee-waiver'] as const) {
        const child = executionArn(machine, name);
        expect(await at.call('DescribeExecution', { executionArn: child })).toMatchObject({ name });
      }
      const tooLong = { stateMachineArn: machineArn('appointment'), name: `${name}n`, input };
      await expect(at.call('StartExecution', tooLong)).rejects.toThrow();
    });
  });
});

describe('Given a child execution that does not end', () => {
  test.each([
    {
      state: 'Verify the instruments',
      circumstances: { limits: { dispatchSeconds: 200 * DAY } },
      done: [],
    },
    {
      state: 'Verify beside the waiver',
      circumstances: { waiver: 'decide', limits: { dispatchSeconds: 200 * DAY } },
      done: ['open-task waiver-review'],
    },
    {
      state: 'Decide the fee waiver',
      circumstances: { waiver: 'decide', mode: 'on-site', limits: { reviewSeconds: 200 * DAY } },
      done: ['await-dispatch', 'open-task test', 'open-task check', 'open-task authorise'],
    },
  ] as const)(
    'When $state has lasted 170 days, then it is given up, released, and says so',
    async ({ circumstances, done }) => {
      const { appointment, verification, waiver, fakes } = await onHarness(circumstances, async (harness) => {
        for (const wait of done) await harness.reply(wait);
        await harness.pass(170 * DAY - 1);
        expect((await harness.tell('appointment'))?.status).toBe('RUNNING');
        await harness.pass(1);
      });
      expect(fakes.callsOf('release')[0]?.payload.failure).toEqual({ Error: 'States.Timeout' });
      expect(appointment).toMatchObject({
        status: 'FAILED',
        error: 'States.Timeout',
        cause: expect.stringContaining('longer than is allowed'),
      });
      expect([verification?.status, waiver?.status]).toContain('ABORTED');
      expect([verification?.status, waiver?.status]).not.toContain('RUNNING');
    },
  );

  test('When the appointment itself has lasted 180 days, then it ends, and the event names what is to be released', async () => {
    const { appointment, harness } = await onHarness(
      { route: 'review', limits: { intakeSeconds: 200 * DAY } },
      (at) => at.pass(180 * DAY),
    );
    expect(appointment.status).toBe('TIMED_OUT');
    expect(endedAs(harness)).toMatchObject({
      status: 'TIMED_OUT',
      input: { appointmentId: 'A-1', revision: 1 },
    });
  });
});

describe('Given operators who stop the appointment', () => {
  test('Then its children stop with it, and the event names what is to be released', async () => {
    const { appointment, verification, waiver, harness } = await onHarness(
      { waiver: 'decide' },
      async (at) => {
        await at.call('StopExecution', { executionArn: executionArn('appointment') });
        await at.engine.idle();
      },
    );
    expect([appointment.status, verification?.status, waiver?.status]).toEqual(Array(3).fill('ABORTED'));
    const ended = harness.statusChanges
      .map(({ detail }) => detail)
      .find(({ status }) => status === 'ABORTED');
    expect(ended).toMatchObject({ stateMachineArn: machineArn('appointment'), status: 'ABORTED' });
    expect(entered(appointment)).not.toContain('Release what was taken');
  });

  test('When it is redriven after it was released, then nothing is started anew and it ends with a reason', async () => {
    const { appointment, verification, fakes } = await onHarness({}, async (harness) => {
      await harness.call('StopExecution', { executionArn: executionArn('appointment') });
      await harness.engine.idle();
      await harness.call('RedriveExecution', { executionArn: executionArn('appointment') });
      await harness.engine.idle();
    });
    expect(verification?.status).toBe('ABORTED');
    expect(fakes.callsOf('await-dispatch')).toHaveLength(1);
    expect(fakes.callsOf('release')).toHaveLength(1);
    expect(appointment).toMatchObject({
      status: 'FAILED',
      error: 'StepFunctions.ExecutionAlreadyExistsException',
    });
  });
});
