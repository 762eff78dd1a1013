import { describe, expect, it } from 'vitest';
import { signatures } from '#domain/appointments/parts.ts';
import {
  decidingRoles,
  earlierSigners,
  excludedFrom,
  stepDefinition,
  steps,
  TaskStep,
} from '#domain/tasks/steps.ts';
import { appointmentIn, signed, withWaiver } from '#test/factories/appointment.ts';

describe('the table of steps', () => {
  it('has every step that there is', () => {
    expect(Object.keys(steps)).toEqual(TaskStep.options);
  });

  it('has a step for each signature of a paper, and one only', () => {
    const given = TaskStep.options.flatMap((step) => {
      const { signs } = stepDefinition(step);
      return signs?.paper === 'results' ? [signs.as] : [];
    });
    expect(given).toEqual([...signatures]);
  });

  it('names the roles that decide', () => {
    expect(decidingRoles).toEqual(['clerk', 'technician', 'approver']);
  });
});

describe('三人分工: nobody signs a paper twice', () => {
  it.each([
    ['intake-review', []],
    ['receive', []],
    ['test', []],
    ['check', ['test']],
    ['authorise', ['test', 'check']],
    ['waiver-review', []],
    ['waiver-countersign', ['waiver-review']],
  ] as const)('%s is not done by the people of %j', (step, earlier) => {
    expect(earlierSigners(step)).toEqual(earlier);
  });

  it('and the applicant does nothing at all', () => {
    const appointment = appointmentIn('VERIFYING');
    expect(excludedFrom(appointment, 'test')).toEqual(['enterprise-1']);
    expect(excludedFrom(appointment, 'check')).toEqual(['enterprise-1', 'technician-1']);
    expect(excludedFrom(appointment, 'authorise')).toEqual(['enterprise-1', 'technician-1', 'technician-2']);
  });

  it('nor does who reviewed a waiver countersign it', () => {
    const accepted = appointmentIn('QUEUED', withWaiver(2));
    const reviewed = { ...accepted, waiver: { ...accepted.waiver, decidedBy: [signed('approver-1')] } };
    expect(excludedFrom(reviewed, 'waiver-countersign')).toEqual(['enterprise-1', 'approver-1']);
    expect(excludedFrom(reviewed, 'waiver-review')).toEqual(['enterprise-1']);
  });
});
