import { describe, expect, test } from 'vitest';
import { limits } from '#test/statemachines/fake-functions.ts';
import { onHarness, played } from '#test/statemachines/harness.ts';
import { entered } from '../history.ts';
import { aboveTheLimit } from '../reach.ts';
import { decides, reviewsAboveTheLimit } from '../replies.ts';

const REVIEW = 'open-task waiver-review';
const ESCALATED = 'open-task waiver-review escalated';
const COUNTERSIGN = 'open-task waiver-countersign';

describe('Given a waiver that waits for a decision', () => {
  test('When it is rejected, then nobody countersigns and the fee is settled without it', async () => {
    const { appointment, waiver } = await played({
      waiver: 'decide',
      replies: { [REVIEW]: [decides('waiver-review', 'reject', { status: 'rejected', ratePercent: 0 })] },
    });
    expect(waiver).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'reject' } });
    expect(waiver && entered(waiver)).toEqual(['Review the waiver']);
    expect(appointment.status).toBe('SUCCEEDED');
  });

  test('When nobody reviews it in time, then the province is asked, with the same task', async () => {
    const { waiver, fakes } = await onHarness({ waiver: 'decide', silent: [REVIEW] }, async (harness) => {
      await harness.pass(limits.reviewSeconds - 1);
      expect(harness.fakes.callsOf(ESCALATED)).toEqual([]);
      await harness.pass(1);
      await harness.play();
    });
    expect(waiver && entered(waiver)).toEqual(['Review the waiver', 'Take the review one level up']);
    expect(waiver).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'approve', ratePercent: 20 } });
    expect(fakes.callsOf(ESCALATED)[0]?.payload).toEqual({
      appointmentId: 'A-1',
      revision: 1,
      step: 'waiver-review',
      escalate: true,
      taskToken: expect.any(String),
    });
  });

  test('When the province approves it above the limit, then somebody else countersigns', async () => {
    const { waiver } = await played({
      waiver: 'decide',
      silent: [REVIEW],
      replies: { [ESCALATED]: [reviewsAboveTheLimit()] },
    });
    expect(waiver && entered(waiver)).toEqual([
      'Review the waiver',
      'Take the review one level up',
      'Countersign the waiver',
    ]);
  });

  test('When nobody decides at all, then the default of the policy holds and the fee is settled', async () => {
    const { appointment, waiver, fakes, transitions } = await onHarness(
      { waiver: 'decide', silent: [REVIEW, ESCALATED] },
      async (harness) => {
        await harness.pass(limits.reviewSeconds + limits.escalatedReviewSeconds - 1);
        expect(harness.fakes.callsOf('apply-default waiver')).toEqual([]);
        await harness.pass(1);
        await harness.play();
      },
    );
    expect(waiver && entered(waiver)).toEqual([
      'Review the waiver',
      'Take the review one level up',
      "Apply the policy's default",
      'Is it above the limit',
      'It is decided',
    ]);
    expect(fakes.callsOf('apply-default waiver')[0]?.payload).toEqual({
      appointmentId: 'A-1',
      revision: 1,
      step: 'waiver',
    });
    expect(waiver?.output).toEqual({ outcome: 'rejected', ratePercent: 0, countersign: false });
    expect(transitions).toBe(15);
    expect(appointment.status).toBe('SUCCEEDED');
  });

  test('When a review above the limit came at the last moment, then the default does not overrule it', async () => {
    const { waiver } = await played({
      waiver: 'decide',
      silent: [REVIEW, ESCALATED],
      turns: {
        'apply-default waiver': [{ answer: { outcome: 'countersign', ratePercent: 40, countersign: true } }],
      },
    });
    expect(waiver && entered(waiver).slice(2)).toEqual([
      "Apply the policy's default",
      'Is it above the limit',
      'Countersign the waiver',
    ]);
  });

  test('When nobody countersigns in time, then the default of the policy holds', async () => {
    const { waiver } = await onHarness(
      { waiver: 'decide', replies: aboveTheLimit(), silent: [COUNTERSIGN] },
      async (harness) => {
        await harness.play(COUNTERSIGN);
        await harness.pass(limits.countersignSeconds - 1);
        expect(harness.fakes.callsOf('apply-default waiver')).toEqual([]);
        await harness.pass(1);
        await harness.play();
      },
    );
    expect(waiver && entered(waiver)).toEqual([
      'Review the waiver',
      'Countersign the waiver',
      "Apply the policy's default",
      'Is it above the limit',
      'It is decided',
    ]);
  });

  test('When the countersigner rejects it, then that is the decision', async () => {
    const { waiver } = await played({
      waiver: 'decide',
      replies: { ...aboveTheLimit(), [COUNTERSIGN]: [decides('waiver-countersign', 'reject')] },
    });
    expect(waiver?.output).toMatchObject({ outcome: 'reject' });
  });

  test('When it is decided long after the instruments, then the close waits for it', async () => {
    const { appointment } = await onHarness({ waiver: 'decide', silent: [REVIEW] }, async (harness) => {
      for (const wait of [
        'await-dispatch',
        ...['receive', 'test', 'check', 'authorise'].map((step) => `open-task ${step}`),
      ])
        await harness.reply(wait);
      expect((await harness.tell('verification'))?.status).toBe('SUCCEEDED');
      expect(harness.fakes.callsOf('close')).toEqual([]);
      await harness.reply(REVIEW);
    });
    expect(appointment.status).toBe('SUCCEEDED');
  });
});
