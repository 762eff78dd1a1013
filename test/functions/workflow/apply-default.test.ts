import { describe, expect, it } from 'vitest';
import { escalate } from '#domain/tasks/task.ts';
import { createTask } from '#store/tasks/tasks.ts';
import { appointmentIn, evidence, ID, later, NOW, withWaiver } from '#test/factories/appointment.ts';
import { openTask } from '#test/factories/work.ts';
import { workflowBed } from '#test/factories/workflow-bed.ts';

const { the, busyOnce, delivered, events, given, raceOnce, run, state, tasks } = workflowBed();

const [declared] = evidence;

describe('time deciding', () => {
  const byDefault = (step: string) => run<Record<string, unknown>>('apply-default', { step });
  const intake = openTask('intake-review');
  const review = openTask('waiver-review');
  const status = (id: string) => tasks().find((task) => task.id === id)?.status;

  it('accepts what no clerk looked at, which waits for dispatch from now on, and closes the task with it', async () => {
    given(appointmentIn('IN_REVIEW'), intake);
    expect(await byDefault('intake-review')).toEqual({ route: 'accepted' });
    expect(state()).toMatchObject({ status: 'QUEUED', acceptedAt: NOW, overdue: false });
    expect(the.memory.all('queue')).toMatchObject([
      { queue: 'institution-shangluo', place: `1#${later(-120)}#${ID}`, state: 'waiting', parked: null },
    ]);
    expect(status(intake.id)).toBe('EXPIRED');
    expect(events().at(-1)).toBe('AcceptedByDefault');
    expect(delivered()).toEqual([]);
    expect(the.memory.writes).toHaveLength(1);
  });

  it('returns what contradicts the register, and frees its instruments', async () => {
    const said = {
      evidence: [{ ...declared, staff: 5000, revenueWan: 500_000 } as (typeof evidence)[number]],
    };
    const contradicting = appointmentIn('IN_REVIEW', said);
    expect(contradicting.triage.disputed).toBe(true);
    given(contradicting, intake);
    expect(await byDefault('intake-review')).toEqual({ route: 'returned' });
    expect(state()).toMatchObject({
      status: 'RETURNED',
      returned: { by: 'system', reason: expect.stringMatching(/不一致.*contradicts/) },
    });
    expect(status(intake.id)).toBe('EXPIRED');
    expect(events().at(-1)).toBe('ReturnedByDefault');
    expect(the.memory.all('instruments')[0]).not.toHaveProperty('openAppointment');
    expect(the.memory.all('queue')).toEqual([]);
  });

  it('is done once, also when it is asked again and other transactions are in the way', async () => {
    given(appointmentIn('IN_REVIEW'), intake);
    busyOnce();
    raceOnce();
    await byDefault('intake-review');
    const after = the.memory.snapshot();
    expect(await byDefault('intake-review')).toEqual({ route: 'accepted' });
    expect(the.memory.snapshot()).toBe(after);
    expect(the.memory.all('queue')).toHaveLength(1);
  });

  it.each([
    ['QUEUED', 'accepted'],
    ['ASSIGNED', 'accepted'],
    ['RETURNED', 'returned'],
  ] as const)('leaves what a clerk decided at the last moment: %s', async (now, route) => {
    given(appointmentIn(now));
    expect(await byDefault('intake-review')).toEqual({ route });
    expect(the.memory.writes).toEqual([]);
  });

  it('decides a waiver as the policy says, and closes the task with it', async () => {
    given(appointmentIn('QUEUED', withWaiver()), escalate(review, NOW, later(24)));
    expect(await byDefault('waiver')).toEqual({ outcome: 'rejected', ratePercent: 0, countersign: false });
    expect(state()).toMatchObject({ status: 'QUEUED', waiver: { status: 'rejected', byDefault: true } });
    expect(status(review.id)).toBe('EXPIRED');
  });

  it('leaves a waiver that was decided at the last moment, and asked again answers the same', async () => {
    const accepted = appointmentIn('QUEUED', withWaiver());
    given({ ...accepted, waiver: { ...accepted.waiver, status: 'approved', ratePercent: 40 } });
    expect(await byDefault('waiver')).toEqual({ outcome: 'approved', ratePercent: 40, countersign: false });
    expect(the.memory.writes).toEqual([]);
  });

  it('leaves a review of the last moment to be countersigned, and decides when that was asked in vain', async () => {
    const accepted = appointmentIn('QUEUED', withWaiver(10));
    given({ ...accepted, waiver: { ...accepted.waiver, status: 'countersign', ratePercent: 40 } });
    expect(await byDefault('waiver')).toEqual({ outcome: 'countersign', ratePercent: 40, countersign: true });
    expect(the.memory.writes).toEqual([]);
    const countersign = openTask('waiver-countersign');
    the.memory.given(createTask(countersign));
    expect(await byDefault('waiver')).toEqual({ outcome: 'rejected', ratePercent: 0, countersign: false });
    expect(status(countersign.id)).toBe('EXPIRED');
  });

  it('leaves it to a person who decides between its read and its write', async () => {
    const accepted = appointmentIn('QUEUED', withWaiver());
    given(accepted, review);
    raceOnce((before) => ({
      ...before,
      version: before.version + 1,
      waiver: { ...before.waiver, status: 'approved', ratePercent: 40 },
    }));
    expect(await byDefault('waiver')).toEqual({ outcome: 'approved', ratePercent: 40, countersign: false });
    expect(events()).not.toContain('WaiverDecidedByDefault');
  });

  it('has no waiver to decide where none is asked for', async () => {
    given(appointmentIn('QUEUED'));
    expect(await byDefault('waiver')).toEqual({ outcome: 'none', ratePercent: 0, countersign: false });
    expect(the.memory.writes).toEqual([]);
  });
});
