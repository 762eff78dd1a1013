import { describe, expect, it } from 'vitest';
import { escalate } from '#domain/tasks/task.ts';
import { createTask } from '#store/tasks/tasks.ts';
import { appointmentIn, later, NOW, withWaiver } from '#test/factories/appointment.ts';
import { openTask } from '#test/factories/work.ts';
import { refused, workflowBed } from '#test/factories/workflow-bed.ts';

const { the, events, given, raceOnce, run, state } = workflowBed();

describe('time deciding', () => {
  const byDefault = (step: string) => run<Record<string, unknown>>('apply-default', { step });
  const intake = openTask('intake-review');
  const review = openTask('waiver-review');
  const status = (id: string) => the.memory.all('tasks').find((row) => row.id === id)?.status;

  it('accepts what no clerk looked at, and closes the task with it', async () => {
    given(appointmentIn('IN_REVIEW'), intake);
    expect(await byDefault('intake-review')).toEqual({ route: 'accepted' });
    expect(state()).toMatchObject({ status: 'ACCEPTED' });
    expect(status(intake.id)).toBe('EXPIRED');
    expect(events()).toContain('AcceptedByDefault');
    expect(the.memory.writes).toHaveLength(1);
  });

  it.each([
    ['ACCEPTED', 'accepted'],
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
    const accepted = appointmentIn('ACCEPTED', withWaiver());
    given({ ...accepted, waiver: { ...accepted.waiver, status: 'approved', ratePercent: 40 } });
    expect(await byDefault('waiver')).toEqual({ outcome: 'approved', ratePercent: 40, countersign: false });
    expect(the.memory.writes).toEqual([]);
  });

  it('leaves a review of the last moment to be countersigned, and decides when that was asked in vain', async () => {
    const accepted = appointmentIn('ACCEPTED', withWaiver(10));
    given({ ...accepted, waiver: { ...accepted.waiver, status: 'countersign', ratePercent: 40 } });
    expect(await byDefault('waiver')).toEqual({ outcome: 'countersign', ratePercent: 40, countersign: true });
    expect(the.memory.writes).toEqual([]);
    const countersign = openTask('waiver-countersign');
    the.memory.given(createTask(countersign));
    expect(await byDefault('waiver')).toEqual({ outcome: 'rejected', ratePercent: 0, countersign: false });
    expect(status(countersign.id)).toBe('EXPIRED');
  });

  it('leaves it to a person who decides between its read and its write', async () => {
    const accepted = appointmentIn('ACCEPTED', withWaiver());
    given(accepted, review);
    raceOnce({ waiver: { ...accepted.waiver, status: 'approved', ratePercent: 40 } });
    expect(await byDefault('waiver')).toEqual({ outcome: 'approved', ratePercent: 40, countersign: false });
    expect(events()).not.toContain('WaiverDecidedByDefault');
  });

  it('has no waiver to decide of what was never triaged', async () => {
    given(appointmentIn('SUBMITTED'));
    await expect(byDefault('waiver')).rejects.toMatchObject(refused('IllegalTransition'));
  });
});
