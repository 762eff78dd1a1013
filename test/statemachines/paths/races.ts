import { describe, expect, test } from 'vitest';
import { entered } from '../history.ts';
import { onStage, played, Stage } from '../stage.ts';
import { limits, rejects, says, throws } from '../world.ts';

describe('Given a decision that falls as its wait runs out', () => {
  test('Then the old token is refused, and the next wait of the same task takes it', async () => {
    const { waiver } = await onStage({ waiver: 'decide', silent: ['enqueue'] }, async (stage) => {
      const old = stage.world.waits.get('open-task waiver-review') ?? '';
      await stage.pass(limits.reviewSeconds);
      expect(await stage.send(old, says({ outcome: 'approve', countersign: false }))).toBe(false);
      expect(await stage.reply('open-task waiver-review escalated')).toBe(true);
    });
    expect(waiver?.status).toBe('SUCCEEDED');
  });

  test('When it is a dispatch, then the wait at the head of the queue takes it', async () => {
    const { verification } = await onStage({ silent: ['enqueue'] }, async (stage) => {
      const old = stage.world.waits.get('enqueue') ?? '';
      await stage.pass(limits.dispatchSeconds);
      expect(await stage.send(old, says({}))).toBe(false);
      expect(await stage.reply('enqueue overdue')).toBe(true);
    });
    expect(verification && entered(verification).at(-1)).toBe('Receive the instruments');
  });
});

describe('Given a decision that is delivered twice', () => {
  test('Then the second is refused and nothing is done twice', async () => {
    const { world } = await onStage({ mode: 'on-site' }, async (stage) => {
      await stage.reply('enqueue');
      const token = stage.world.waits.get('open-task test') ?? '';
      expect(await stage.reply('open-task test')).toBe(true);
      expect(await stage.send(token, rejects())).toBe(false);
      await stage.play();
    });
    expect(world.callsOf('open-task check')).toHaveLength(1);
  });
});

describe('Given a person who decides before the function that asked has answered', () => {
  test.each([
    ['answers afterwards', undefined],
    ['fails afterwards', throws('Sandbox.Timedout')],
  ])('When the function %s, then the decision counts once', async (_, afterwards) => {
    const stage: Stage = new Stage({
      turns: {
        'open-task test': [
          {
            meanwhile: ({ taskToken }) =>
              stage.call('SendTaskSuccess', { taskToken, output: '{"outcome":"record"}' }),
            ...(afterwards ? { afterwards } : {}),
          },
        ],
      },
      silent: ['open-task test'],
    });
    const { appointment, world } = await played(stage);
    expect(world.callsOf('open-task test')).toHaveLength(1);
    expect(world.callsOf('open-task check')).toHaveLength(1);
    expect(appointment.status).toBe('SUCCEEDED');
  });
});

describe('Given an appointment that is started twice', () => {
  test('Then there is one execution', async () => {
    const { world } = await onStage({}, async (stage) => {
      await stage.start();
      await stage.play();
    });
    expect(world.callsOf('triage')).toHaveLength(1);
  });
});

describe('Given a last step whose time runs out in the second in which it is done', () => {
  test('When the decision comes first, then it counts', async () => {
    const { verification } = await onStage({}, async (stage) => {
      await stage.play('open-task authorise');
      await stage.pass(limits.stepSeconds - 1);
      await stage.reply('open-task authorise');
      await stage.pass(1);
    });
    expect(verification?.status).toBe('SUCCEEDED');
  });
});
