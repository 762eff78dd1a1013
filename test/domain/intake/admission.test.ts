import { describe, expect, it } from 'vitest';
import { rankKey } from '#domain/dispatch/queue.ts';
import { accepted, begun, begunAgain, needsReview } from '#domain/intake/admission.ts';
import { appointmentIn, draft, later, line, NOW } from '#test/factories/appointment.ts';

const unknown = [line(1, { type: 'other', otherName: '特制量具' })];

describe('an appointment begins', () => {
  it('in the queue where nobody must look at it, with the rank of its lane', () => {
    const plain = draft();
    expect(needsReview(plain)).toBe(false);
    expect(begun(plain, NOW)).toEqual({
      ...plain,
      status: 'QUEUED',
      acceptedAt: NOW,
      overdue: false,
      rankKey: rankKey({
        appointmentId: plain.id,
        acceptedAt: NOW,
        headStartHours: plain.triage.headStartHours,
        overdue: false,
      }),
    });
  });

  it('with a clerk where triage found what a person must look at', () => {
    const special = draft({ lines: unknown });
    expect(begun(special, NOW)).toEqual({ ...special, status: 'IN_REVIEW' });
  });
});

describe('a returned appointment begins again', () => {
  const returned = appointmentIn('RETURNED');

  it('with what is now asked for, one revision and one version on', () => {
    const { triage } = draft({ lines: unknown });
    expect(begunAgain(returned, { revision: 2, lines: unknown, triage }, later(1))).toMatchObject({
      status: 'IN_REVIEW',
      revision: 2,
      version: returned.version + 1,
      lines: unknown,
    });
    expect(begunAgain(returned, { revision: 2, triage: draft().triage }, later(1))).toMatchObject({
      status: 'QUEUED',
      acceptedAt: later(1),
    });
  });
});

describe('what a clerk accepts', () => {
  it('is in the queue from that moment on', () => {
    expect(accepted(appointmentIn('IN_REVIEW'), {}, later(5))).toMatchObject({
      status: 'QUEUED',
      acceptedAt: later(5),
      rankKey: rankKey({
        appointmentId: draft().id,
        acceptedAt: later(5),
        headStartHours: draft().triage.headStartHours,
        overdue: false,
      }),
    });
  });
});
