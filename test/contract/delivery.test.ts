import { describe, expect, it } from 'vitest';
import { Delivery, executionName } from '#contract/delivery.ts';
import { HistoryEvent, HistoryEventType } from '#domain/appointments/history.ts';
import { transitions } from '#domain/appointments/transitions.ts';
import { ID, NOW } from '#test/factories/appointment.ts';

describe('the name of an execution', () => {
  it('is one per revision, and within what Step Functions takes', () => {
    expect(executionName(ID, 1)).toBe(`${ID}-r1`);
    expect(executionName(ID, 1)).not.toBe(executionName(ID, 2));
    expect(executionName(ID, 9999)).toMatch(/^[\w-]{1,80}$/);
  });
});

describe('a delivery', () => {
  it.each([
    { kind: 'start', appointmentId: ID, revision: 1 },
    { kind: 'resume', appointmentId: ID, wait: 'w', output: {} },
    { kind: 'resume', appointmentId: ID, wait: 'w', error: { error: 'Rejected', cause: '' } },
    { kind: 'cancel-waits', appointmentId: ID, cause: 'x' },
    { kind: 'publish', detailType: 'DispatchNeeded', detail: { unit: 'shangluo' } },
  ])('is %j', (delivery) => {
    expect(Delivery.parse(delivery)).toEqual(delivery);
  });

  it.each([{ kind: 'email' }, { kind: 'start', appointmentId: ID }, { kind: 'resume', appointmentId: ID }])(
    'is not %j',
    (delivery) => {
      expect(Delivery.safeParse(delivery).success).toBe(false);
    },
  );

  it('never carries a token: what is not named is left out', () => {
    const delivery = Delivery.parse({ kind: 'resume', appointmentId: ID, wait: 'w', token: 'secret' });
    expect(delivery).not.toHaveProperty('token');
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
    // The machine tells a review as triage; a returned appointment that is cancelled was asked to be.
    const toldAsAnother = ['SentToReview', 'Withdrawn'];
    const types: readonly string[] = HistoryEventType.options;
    const missing = Object.keys(transitions).filter((event) => !types.includes(event));
    expect(missing).toEqual(toldAsAnother);
  });
});
