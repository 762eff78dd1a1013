import { describe, expect, it } from 'vitest';
import { transition } from '#domain/appointments/transitions.ts';
import { cancelTask, expire, type Task } from '#domain/tasks/task.ts';
import { useClock } from '#functions/runtime/clock.ts';
import type { Stored } from '#store/appointments/file.ts';
import { appointmentIn, ID, later, NOW, signed, withWaiver } from '#test/factories/appointment.ts';
import { openTask } from '#test/factories/work.ts';
import { refused, workflowBed } from '#test/factories/workflow-bed.ts';

const { the, delivered, given, raceOnce, run, tasks, tokens } = workflowBed();

const cancelling = (before: Stored) =>
  transition(before, 'CancelRequested', { cancellation: { at: NOW, by: 'x', reason: 'x' } }, NOW);

describe('asking a group to decide', () => {
  const ask = (step: string, more: object = {}) =>
    run<{ task: string }>('open-task', { step, taskToken: 'T1', ...more });
  const task = () => tasks()[0];

  it('opens a task with who can decide, who may not, and until when', async () => {
    given(appointmentIn('IN_REVIEW'));
    expect(await ask('intake-review')).toEqual({ task: `${ID}-r1-intake-review` });
    expect(task()).toMatchObject({
      status: 'OPEN',
      candidates: [{ role: 'clerk', institution: 'institution-shangluo' }],
      excluded: ['enterprise-1'],
      dueAt: later(24),
      lane: 'green',
      escalatedAt: null,
    });
    expect(tokens(`${ID}-r1-intake-review`)).toContain('T1');
  });

  it.each([
    ['test', ['enterprise-1']],
    ['check', ['enterprise-1', 'technician-1']],
    ['authorise', ['enterprise-1', 'technician-1', 'technician-2']],
  ])('to %s leaves out who did the steps before: three different people', async (step, excluded) => {
    given(appointmentIn('VERIFYING'));
    await ask(step, { round: 1 });
    expect(task()).toMatchObject({ excluded, candidates: [{ role: 'technician' }], round: 1 });
  });

  it('to countersign leaves out who reviewed', async () => {
    const accepted = appointmentIn('QUEUED', withWaiver(10));
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
    expect(Date.parse(dueAt)).toBe(Date.parse('2026-03-03T00:00:00Z') + 72 * 3_600_000);
  });

  it('asked again keeps the newer token too, and the task as it is', async () => {
    given(appointmentIn('IN_REVIEW'));
    await ask('intake-review');
    const before = task();
    await ask('intake-review', { taskToken: 'T2' });
    expect(task()).toEqual(before);
    expect(tokens(`${ID}-r1-intake-review`)).toContain('T2');
  });

  it("escalates to the province's people too, once", async () => {
    given(appointmentIn('QUEUED', withWaiver()), openTask('waiver-review', { createdAt: later(-48) }));
    await ask('waiver-review', { escalate: true });
    expect(task()).toMatchObject({
      candidates: [
        { role: 'approver', institution: 'institution-shangluo' },
        { role: 'approver', institution: 'institution-shaanxi' },
      ],
      escalatedAt: NOW,
      version: 2,
    });
    await ask('waiver-review', { escalate: true, taskToken: 'T2' });
    expect(task()).toMatchObject({ version: 2 });
  });

  it('that was never asked is opened for both when it escalates', async () => {
    given(appointmentIn('QUEUED', withWaiver()));
    await ask('waiver-review', { escalate: true });
    expect(task()).toMatchObject({
      candidates: [{ institution: 'institution-shangluo' }, { institution: 'institution-shaanxi' }],
      escalatedAt: NOW,
      dueAt: later(24),
    });
  });

  it('of what was decided at the last moment goes on with that decision', async () => {
    const review = openTask('waiver-review');
    const decided: Task = {
      ...review,
      status: 'DECIDED',
      version: 2,
      decision: { outcome: 'approve', by: signed('approver-1'), at: NOW, ratePercent: 40 },
    };
    const accepted = appointmentIn('QUEUED', withWaiver(10));
    given({ ...accepted, waiver: { ...accepted.waiver, status: 'countersign', ratePercent: 40 } }, decided);
    await ask('waiver-review', { escalate: true, taskToken: 'T2' });
    expect(delivered()).toEqual([
      {
        kind: 'resume',
        appointmentId: ID,
        wait: review.id,
        error: { error: 'AboveTheLimit', cause: '40 %' },
      },
    ]);
    expect(tokens(review.id)).toContain('T2');
  });

  it('whose task has expired is refused', async () => {
    given(appointmentIn('QUEUED', withWaiver()), expire(openTask('waiver-review'), NOW, 'reject'));
    await expect(ask('waiver-review')).rejects.toMatchObject(refused('Superseded'));
  });

  it('of one that is cancelled at this very moment is refused, and its token is there to be ended', async () => {
    given(appointmentIn('QUEUED', withWaiver()));
    raceOnce(cancelling, ['TransactionConflict']);
    await expect(ask('waiver-review', { taskToken: 'T2' })).rejects.toMatchObject(refused('Cancelled'));
    expect(tokens(`${ID}-r1-waiver-review`)).toContain('T2');
    expect(tasks()).toEqual([]);
  });

  it('keeps the token before anything is read, and by itself', async () => {
    given(appointmentIn('IN_REVIEW'));
    await ask('intake-review');
    expect(the.memory.calls.map(({ command, tables }) => `${command} ${tables}`)).toEqual([
      'Put waits',
      'Query appointments',
      'TransactWrite appointments,appointments',
    ]);
  });

  it('creates it with the appointment as it was read: made anew when somebody wrote in between', async () => {
    given(appointmentIn('IN_REVIEW'));
    raceOnce();
    await ask('intake-review');
    expect(tasks()).toHaveLength(1);
    expect(the.memory.writes.filter(({ command }) => command === 'TransactWrite')).toHaveLength(2);
  });

  it('by an older attempt, late, leaves the newer token to be found', async () => {
    given(appointmentIn('IN_REVIEW'));
    useClock(() => Date.parse(later(1)));
    await ask('intake-review', { taskToken: 'T2' });
    useClock(() => Date.parse(NOW));
    await ask('intake-review', { taskToken: 'T1' });
    expect(tokens(`${ID}-r1-intake-review`)).toContain('T2');
    expect(tasks()).toHaveLength(1);
  });

  it('whose task was cancelled is refused', async () => {
    given(appointmentIn('QUEUED', withWaiver()), cancelTask(openTask('waiver-review'), NOW));
    await expect(ask('waiver-review')).rejects.toMatchObject(refused('Cancelled'));
  });
});
