import { describe, expect, it } from 'vitest';
import { Problem } from '#domain/problem.ts';
import { dueAt, openedTask } from '#domain/tasks/opening.ts';
import { TaskStep } from '#domain/tasks/steps.ts';
import { Task } from '#domain/tasks/task.ts';
import { referenceFor } from '#functions/reference.ts';
import { appointmentIn, assignment, later, NOW, TODAY, withWaiver } from '#test/factories/appointment.ts';

const { deadlines } = referenceFor('shangluo', TODAY).policy;
const now = { ms: Date.parse(NOW), at: NOW };
const waiting = appointmentIn('QUEUED', withWaiver(2));
const assigned = appointmentIn('ASSIGNED', withWaiver(2));
const request = (step: TaskStep, escalate = false) => ({ step, round: 0, escalate });

describe('when a task is due', () => {
  it.each(TaskStep.options)('%s has hours of its own', (step) => {
    expect(Date.parse(dueAt(waiting, request(step), deadlines, now.ms))).toBeGreaterThan(now.ms);
  });

  it('follows the deadlines of the policy', () => {
    expect(dueAt(waiting, request('intake-review'), deadlines, now.ms)).toBe(later(deadlines.intakeHours));
  });

  it('counts from the morning of the shift, where that is still to come', () => {
    const on = (date: string) =>
      dueAt({ ...assigned, assignment: assignment({ date }) }, request('test'), deadlines, now.ms);
    expect(on('2026-03-04')).toBe(later(deadlines.testHours, '2026-03-04T00:00:00.000Z'));
    expect(on('2026-02-27')).toBe(later(deadlines.testHours));
  });

  it('follows the terms of the waiver for what is decided about money, with less time one level up', () => {
    expect(dueAt(waiting, request('waiver-review'), deadlines, now.ms)).toBe(later(48));
    expect(dueAt(waiting, request('waiver-review', true), deadlines, now.ms)).toBe(later(24));
    expect(dueAt(waiting, request('waiver-countersign'), deadlines, now.ms)).toBe(later(24));
  });

  it('is asked in vain where there is no waiver to decide', () => {
    const nothing = appointmentIn('QUEUED');
    expect(() => dueAt(nothing, request('waiver-review'), deadlines, now.ms)).toThrow(Problem);
  });
});

describe('a new task', () => {
  it('is for the role of its step, in the unit of the appointment', () => {
    const task = openedTask(assigned, { step: 'check', round: 1, escalate: false }, deadlines, now);
    expect(Task.parse(task)).toEqual(task);
    expect(task).toMatchObject({
      id: `${assigned.id}-r1-check-1`,
      candidates: [{ role: 'technician', institution: 'institution-shangluo' }],
      lane: assigned.triage.lane,
      escalatedAt: null,
      excluded: ['enterprise-1'],
    });
  });

  it('is for the people one level up where it is opened late', () => {
    const task = openedTask(waiting, request('waiver-review', true), deadlines, now);
    expect(task).toMatchObject({
      candidates: [
        { role: 'approver', institution: 'institution-shangluo' },
        { role: 'approver', institution: 'institution-shaanxi' },
      ],
      escalatedAt: NOW,
    });
  });
});
