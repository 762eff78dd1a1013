import { describe, expect, it } from 'vitest';
import { expire, type Task } from '#domain/tasks/task.ts';
import { appointmentIn, ID, later, NOW, signed, withWaiver } from '#test/factories/appointment.ts';
import { openTask } from '#test/factories/work.ts';
import { refused, workflowBed } from '#test/factories/workflow-bed.ts';

const { the, delivered, given, raceOnce, run, token } = workflowBed();

describe('asking a group to decide', () => {
  const ask = (step: string, more: object = {}) =>
    run<{ task: string }>('open-task', { step, taskToken: 'T1', ...more });
  const task = () => the.memory.all('tasks')[0] as Task | undefined;

  it('opens a task with who can decide, who may not, and until when', async () => {
    given(appointmentIn('IN_REVIEW'));
    expect(await ask('intake-review')).toEqual({ task: `${ID}-r1-intake-review` });
    expect(task()).toMatchObject({
      status: 'OPEN',
      candidates: { role: 'clerk', unit: 'shangluo' },
      excluded: ['enterprise-1'],
      dueAt: later(24),
      lane: 'green',
      escalatedAt: null,
    });
    expect(token(`${ID}-r1-intake-review`)).toBe('T1');
  });

  it.each([
    ['test', ['enterprise-1']],
    ['check', ['enterprise-1', 'technician-1']],
    ['authorise', ['enterprise-1', 'technician-1', 'technician-2']],
  ])('to %s leaves out who did the steps before: three different people', async (step, excluded) => {
    given(appointmentIn('VERIFYING'));
    await ask(step, { round: 1 });
    expect(task()).toMatchObject({ excluded, candidates: { role: 'technician' }, round: 1 });
  });

  it('to countersign leaves out who reviewed', async () => {
    const accepted = appointmentIn('ACCEPTED', withWaiver(10));
    given({
      ...accepted,
      waiver: { ...accepted.waiver, status: 'countersign', decidedBy: [signed('approver-1')] },
    });
    await ask('waiver-countersign');
    expect(task()).toMatchObject({ excluded: ['enterprise-1', 'approver-1'], dueAt: later(24) });
  });

  it('counts the time of a step from the day of the shift', async () => {
    given(appointmentIn('ASSIGNED'));
    await ask('test', { round: 1 });
    const { dueAt = '' } = task() ?? {};
    expect(Date.parse(dueAt)).toBe(Date.parse('2026-03-03') + 72 * 3_600_000);
  });

  it('asked again keeps the newer token, and the task as it is', async () => {
    given(appointmentIn('IN_REVIEW'));
    await ask('intake-review');
    const before = task();
    await ask('intake-review', { taskToken: 'T2' });
    expect(task()).toEqual(before);
    expect(token(`${ID}-r1-intake-review`)).toBe('T2');
  });

  it("escalates to the province's people, once", async () => {
    given(appointmentIn('ACCEPTED', withWaiver()), openTask('waiver-review', { createdAt: later(-48) }));
    await ask('waiver-review', { escalate: true });
    expect(task()).toMatchObject({
      candidates: { role: 'approver', unit: 'shaanxi' },
      escalatedAt: NOW,
      version: 2,
    });
    await ask('waiver-review', { escalate: true, taskToken: 'T2' });
    expect(task()).toMatchObject({ version: 2 });
  });

  it('that was never asked is opened at the province when it escalates', async () => {
    given(appointmentIn('ACCEPTED', withWaiver()));
    await ask('waiver-review', { escalate: true });
    expect(task()).toMatchObject({ candidates: { unit: 'shaanxi' }, escalatedAt: NOW, dueAt: later(24) });
  });

  it('of what was decided at the last moment goes on with that decision', async () => {
    const review = openTask('waiver-review');
    const decided: Task = {
      ...review,
      status: 'DECIDED',
      version: 2,
      decision: { outcome: 'approve', by: signed('approver-1'), at: NOW, ratePercent: 40 },
    };
    const accepted = appointmentIn('ACCEPTED', withWaiver(10));
    given({ ...accepted, waiver: { ...accepted.waiver, status: 'countersign', ratePercent: 40 } }, decided);
    await ask('waiver-review', { escalate: true, taskToken: 'T2' });
    expect(delivered()).toEqual([
      {
        kind: 'resume',
        appointmentId: ID,
        wait: review.id,
        output: { outcome: 'approve', ratePercent: 40, countersign: true },
      },
    ]);
    expect(token(review.id)).toBe('T2');
  });

  it('whose task has expired is refused', async () => {
    given(appointmentIn('ACCEPTED', withWaiver()), expire(openTask('waiver-review'), NOW, 'reject'));
    await expect(ask('waiver-review')).rejects.toMatchObject(refused('Superseded'));
  });

  it.each([false, true])(
    'keeps no token for one that is cancelled at this very moment: nobody would end that wait (escalate: %s)',
    async (escalate) => {
      const review = openTask('waiver-review');
      given(appointmentIn('ACCEPTED', withWaiver()), review);
      raceOnce({ status: 'CANCELLING', cancellation: { at: NOW, by: 'x', reason: 'x' } }, [
        'TransactionConflict',
      ]);
      await expect(ask('waiver-review', { taskToken: 'T2', escalate })).rejects.toMatchObject(
        refused('Cancelled'),
      );
      expect(token(review.id)).not.toBe('T2');
    },
  );
});
