import { describe, expect, it } from 'vitest';
import { limits } from '#domain/appointments/limits.ts';
import { triage } from '#domain/appointments/triage.ts';
import { referenceFor } from '#functions/reference.ts';
import { draft, NOW, TODAY, withWaiver } from '#test/factories/appointment.ts';
import { organisation } from '#test/factories/organisation.ts';

const reference = referenceFor('shangluo', TODAY);
const of = (change: Parameters<typeof draft>[0] = {}) =>
  triage(draft(change), organisation(), reference, NOW);
const HOUR = 3600;

describe('how long the machines wait', () => {
  const { policy } = reference;

  it('follows the promised day and the policy', () => {
    const found = of(withWaiver());
    expect(limits(found, policy, NOW)).toMatchObject({
      intakeSeconds: 24 * HOUR,
      // From Monday 09:00 to the end of the next Monday.
      dispatchSeconds: (7 * 24 + 15) * HOUR,
      reviewSeconds: 48 * HOUR,
      escalatedReviewSeconds: 24 * HOUR,
      countersignSeconds: 24 * HOUR,
    });
  });

  it('is at least an hour for dispatch, also when the promised day is past', () => {
    expect(limits({ ...of(), dueBy: '2026-03-01' }, policy, NOW).dispatchSeconds).toBe(HOUR);
  });

  it('is thirty days where no day is promised, from the day that was asked for', () => {
    const found = { ...of(), dueBy: null };
    expect(limits(found, policy, NOW).dispatchSeconds).toBe(30 * 24 * HOUR);
    expect(limits(found, policy, NOW, '2026-03-12').dispatchSeconds).toBe((9 * 24 + 15 + 30 * 24) * HOUR);
  });

  it('has no wait without an end, and none that Step Functions would refuse', () => {
    for (const found of [of(), of(withWaiver()), { ...of(), dueBy: null }]) {
      for (const seconds of Object.values(limits(found, policy, NOW))) {
        expect(Number.isInteger(seconds)).toBe(true);
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThan(99_999_999);
      }
    }
  });

  it('lets a step wait longer than a shift can be away', () => {
    expect(limits(of(), policy, NOW).stepSeconds).toBeGreaterThan(31 * 24 * HOUR);
  });
});
