import { describe, expect, test } from 'vitest';
import { limits, throws } from '#test/statemachines/fake-functions.ts';
import { MachineHarness, onHarness, played } from '#test/statemachines/harness.ts';
import { entered } from '../history.ts';
import { decides, dispatches, rejects } from '../replies.ts';

describe('Given a decision that falls as its wait runs out', () => {
  test('Then the old token is refused, and the next wait of the same task takes it', async () => {
    const { waiver } = await onHarness({ waiver: 'decide', silent: ['await-dispatch'] }, async (harness) => {
      const old = harness.fakes.waits.get('open-task waiver-review') ?? '';
      await harness.pass(limits.reviewSeconds);
      expect(await harness.send(old, decides('waiver-review', 'approve'))).toBe(false);
      expect(await harness.reply('open-task waiver-review escalated')).toBe(true);
    });
    expect(waiver?.status).toBe('SUCCEEDED');
  });

  test('When it is a dispatch, then the wait at the head of the queue takes it', async () => {
    const { verification } = await onHarness({ silent: ['await-dispatch'] }, async (harness) => {
      const old = harness.fakes.waits.get('await-dispatch') ?? '';
      await harness.pass(limits.dispatchSeconds);
      expect(await harness.send(old, dispatches('send-in'))).toBe(false);
      expect(await harness.reply('await-dispatch overdue')).toBe(true);
    });
    expect(verification && entered(verification).at(-1)).toBe('Receive the instruments');
  });
});

describe('Given a decision that is delivered twice', () => {
  test('Then the second is refused and nothing is done twice', async () => {
    const { fakes } = await onHarness({ mode: 'on-site' }, async (harness) => {
      await harness.reply('await-dispatch');
      const token = harness.fakes.waits.get('open-task test') ?? '';
      expect(await harness.reply('open-task test')).toBe(true);
      expect(await harness.send(token, rejects())).toBe(false);
      await harness.play();
    });
    expect(fakes.callsOf('open-task check')).toHaveLength(1);
  });
});

describe('Given a person who decides before the function that asked has answered', () => {
  test.each([
    ['answers afterwards', undefined],
    ['fails afterwards', throws('Sandbox.Timedout')],
  ])('When the function %s, then the decision counts once', async (_, afterwards) => {
    const harness: MachineHarness = new MachineHarness({
      turns: {
        'open-task test': [
          {
            meanwhile: ({ taskToken }) =>
              harness.call('SendTaskSuccess', { taskToken, output: '{"outcome":"record"}' }),
            ...(afterwards ? { afterwards } : {}),
          },
        ],
      },
      silent: ['open-task test'],
    });
    const { appointment, fakes } = await played(harness);
    expect(fakes.callsOf('open-task test')).toHaveLength(1);
    expect(fakes.callsOf('open-task check')).toHaveLength(1);
    expect(appointment.status).toBe('SUCCEEDED');
  });
});

describe('Given an appointment that is started twice', () => {
  test('Then there is one execution', async () => {
    const { fakes } = await onHarness({}, async (harness) => {
      await harness.start();
      await harness.play();
    });
    expect(fakes.callsOf('close')).toHaveLength(1);
  });
});

describe('Given a last step whose time runs out in the second in which it is done', () => {
  test('When the decision comes first, then it counts', async () => {
    const { verification } = await onHarness({}, async (harness) => {
      await harness.play('open-task authorise');
      await harness.pass(limits.stepSeconds - 1);
      await harness.reply('open-task authorise');
      await harness.pass(1);
    });
    expect(verification?.status).toBe('SUCCEEDED');
  });
});
