import type * as z from 'zod';
import { type Appointment, reached } from '#domain/appointments/appointment.ts';
import type { Signature } from '#domain/appointments/parts.ts';
import { labelled } from '#domain/labelled.ts';
import type { Person } from '#domain/people/person.ts';
import type { Role } from '#domain/people/principal.ts';
import type { Deadlines, WaiverTerms } from '#domain/policy/policy.ts';
import type { Outcome } from '#domain/tasks/outcome.ts';

/** The steps at which a workflow waits for a person. */
export const TaskStep = labelled('TaskStep', {
  'intake-review': { zh: '受理审查', en: 'intake review' },
  receive: { zh: '收样', en: 'reception' },
  test: { zh: '检定', en: 'test' },
  check: { zh: '核验', en: 'check' },
  authorise: { zh: '批准', en: 'authorisation' },
  'waiver-review': { zh: '减免审批', en: 'waiver review' },
  'waiver-countersign': { zh: '减免会签', en: 'waiver countersignature' },
});
export type TaskStep = z.infer<typeof TaskStep>;

type HoursOf<T> = { [Name in keyof T]: Name extends `${string}Hours` ? Name : never }[keyof T];

/** What is to be known of a step. Everything that knows steps reads it here. */
type StepDefinition = {
  /** Who decides it. */
  readonly role: Role;
  readonly outcomes: readonly Outcome[];
  /** Where its hours stand: in the deadlines of the policy, or in the terms of the waiver rule that is decided. */
  readonly hours:
    | { readonly deadline: HoursOf<Deadlines> }
    | { readonly terms: HoursOf<WaiverTerms>; readonly escalated: HoursOf<WaiverTerms> };
  /** Who takes it one level up when nobody has decided in time; null where a default applies at once. */
  readonly escalatedBy: 'sweeper' | 'machine' | null;
  /**
   * Which paper whoever does the step signs, and as what. 三人分工: nobody signs a paper twice, so the people of the
   * earlier steps on it, in the order of this table, may not do the later ones. Null where nothing is signed.
   */
  readonly signs:
    | { readonly paper: 'results'; readonly as: Signature }
    | { readonly paper: 'waiver'; readonly as: 'decidedBy' }
    | null;
};

export const steps = {
  'intake-review': {
    role: 'clerk',
    outcomes: ['accept', 'return'],
    hours: { deadline: 'intakeHours' },
    escalatedBy: null,
    signs: null,
  },
  receive: {
    role: 'clerk',
    outcomes: ['receive'],
    hours: { deadline: 'receiveHours' },
    escalatedBy: 'sweeper',
    signs: null,
  },
  test: {
    role: 'technician',
    outcomes: ['record'],
    hours: { deadline: 'testHours' },
    escalatedBy: 'sweeper',
    signs: { paper: 'results', as: 'testedBy' },
  },
  check: {
    role: 'technician',
    outcomes: ['approve', 'reject'],
    hours: { deadline: 'checkHours' },
    escalatedBy: 'sweeper',
    signs: { paper: 'results', as: 'checkedBy' },
  },
  authorise: {
    role: 'technician',
    outcomes: ['approve', 'reject'],
    hours: { deadline: 'authoriseHours' },
    escalatedBy: 'sweeper',
    signs: { paper: 'results', as: 'authorisedBy' },
  },
  'waiver-review': {
    role: 'approver',
    outcomes: ['approve', 'reject'],
    hours: { terms: 'reviewHours', escalated: 'escalatedReviewHours' },
    escalatedBy: 'machine',
    signs: { paper: 'waiver', as: 'decidedBy' },
  },
  'waiver-countersign': {
    role: 'approver',
    outcomes: ['approve', 'reject'],
    hours: { terms: 'countersignHours', escalated: 'countersignHours' },
    escalatedBy: null,
    signs: { paper: 'waiver', as: 'decidedBy' },
  },
} as const satisfies Record<TaskStep, StepDefinition>;

/** The definition of a step, seen as what every step has. */
export const stepDefinition = (step: TaskStep): StepDefinition => steps[step];

/** The roles that decide some step. */
export type DecidingRole = (typeof steps)[TaskStep]['role'];
export const decidingRoles: readonly DecidingRole[] = [
  ...new Set(TaskStep.options.map((step) => steps[step].role)),
];

/** The people of a step, as the appointment now names them. */
export function peopleOf(appointment: Appointment, step: TaskStep): Person[] {
  const { signs } = stepDefinition(step);
  if (signs === null) return [];
  if (signs.paper === 'waiver') return appointment.waiver.decidedBy;
  const person = reached(appointment).results?.[signs.as];
  return person ? [person] : [];
}

/** The steps before one that sign the same paper. */
export const earlierSigners = (step: TaskStep): TaskStep[] => {
  const { signs } = stepDefinition(step);
  const before = TaskStep.options.slice(0, TaskStep.options.indexOf(step));
  return signs === null ? [] : before.filter((each) => stepDefinition(each).signs?.paper === signs.paper);
};

/** Subjects that may not do a step: the applicant decides nothing, and nobody signs the same paper twice. */
export const excludedFrom = (appointment: Appointment, step: TaskStep): string[] => [
  appointment.submittedBy.subject,
  ...earlierSigners(step).flatMap((each) => peopleOf(appointment, each).map(({ subject }) => subject)),
];
