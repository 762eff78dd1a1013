import { describe, expect, it } from 'vitest';
import { Delivery, executionName, StartInput, subjectOf } from '#contract/delivery.ts';
import { HistoryEvent, HistoryEventType } from '#domain/appointments/history.ts';
import { transitions } from '#domain/appointments/transitions.ts';
import { ID, NOW } from '#test/factories/appointment.ts';
import { delivery } from '#test/factories/delivery.ts';

describe('the name of an execution', () => {
  it('is one per revision, and within what Step Functions takes', () => {
    expect(executionName(ID, 1)).toBe(`${ID}-r1`);
    expect(executionName(ID, 1)).not.toBe(executionName(ID, 2));
    expect(executionName(ID, 9999)).toMatch(/^[\w-]{1,80}$/);
  });
});

describe('a delivery', () => {
  it.each([
    delivery.start(),
    delivery.resume({ output: {} }),
    delivery.resume({ error: { error: 'Rejected', cause: '' } }),
    delivery.cancel(),
  ])('is %j', (one) => {
    expect(Delivery.parse(one)).toEqual(one);
    expect(subjectOf(one)).toBe(ID);
  });

  it.each([
    { kind: 'email' },
    { kind: 'publish', detailType: 'DispatchNeeded', detail: { unit: 'xian' } },
    { kind: 'start', input: { appointmentId: ID, revision: 1 } },
    delivery.start({ route: 'returned' as 'review' }),
    delivery.start({ revision: 0 }),
    { kind: 'resume', appointmentId: ID },
  ])('is not %j', (wrong) => {
    expect(Delivery.safeParse(wrong).success).toBe(false);
  });

  it('starts a machine with small decisions, never with a document', () => {
    const { input } = delivery.start();
    expect(JSON.stringify(input).length).toBeLessThan(500);
    expect(StartInput.parse({ ...input, lines: ['…'] })).toEqual(input);
  });

  it('never carries a token: what is not named is left out', () => {
    const parsed = Delivery.parse({ ...delivery.resume(), token: 'secret' });
    expect(parsed).not.toHaveProperty('token');
  });
});

describe('a line of history', () => {
  it('has a version from 1 on', () => {
    const event = { type: 'Submitted', at: NOW, version: 1, by: '王芳' };
    expect(HistoryEvent.safeParse(event).success).toBe(true);
    expect(HistoryEvent.safeParse({ ...event, version: 0 }).success).toBe(false);
  });

  it('is of a type that we know, which has a name in both languages', () => {
    const event = { type: 'Dreamt', at: NOW, version: 1, by: '王芳' };
    expect(HistoryEvent.safeParse(event).success).toBe(false);
    for (const { zh, en } of Object.values(HistoryEventType.labels)) {
      expect(zh).toMatch(/^[\p{Script=Han}，]+$/u);
      expect(en).toMatch(/^[a-z, ]+$/);
    }
  });

  it('has every type that changes an appointment, but what is told as another', () => {
    // Where a submission leads stands in its own line, and an acceptance is told as one; a returned appointment that is
    // cancelled was asked to be.
    const toldAsAnother = ['SentToReview', 'Queued', 'Withdrawn'];
    const types: readonly string[] = HistoryEventType.options;
    const missing = Object.keys(transitions).filter((event) => !types.includes(event));
    expect(missing).toEqual(toldAsAnother);
  });
});
