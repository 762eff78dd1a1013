import * as z from 'zod';
import { labelled, listed } from '#domain/labelled.ts';
import { Person } from '#domain/people/person.ts';
import { hasRole, type Principal, personOf, Role } from '#domain/people/principal.ts';
import { Lane } from '#domain/policy/lane.ts';
import { Problem } from '#domain/problem.ts';
import { Decided, type Decision, Outcome } from '#domain/tasks/outcome.ts';
import { stepDefinition, TaskStep } from '#domain/tasks/steps.ts';
import { Instant } from '#domain/time/instant.ts';
import { InstitutionId, institutionOf } from '#domain/units/institution.ts';
import { oversees, parentOf, UnitId } from '#domain/units/unit.ts';

export const Candidate = z
  .object({ role: Role, institution: InstitutionId })
  .meta({ id: 'Candidate', description: '候选组: everybody of a role in an institution.' });
export type Candidate = z.infer<typeof Candidate>;

/** What every task says, however it stands. */
export const taskFields = {
  id: z.string(),
  appointmentId: z.string(),
  revision: z.int().min(1),
  organisationCode: z.string(),
  organisationName: z.string(),
  unit: UnitId,
  institution: InstitutionId,
  step: TaskStep,
  /** Which attempt at testing it belongs to, from 1; 0 for steps outside verification. */
  round: z.int().min(0),
  lane: Lane,
  /** Who can decide. Escalation adds the people of the same role one level up. */
  candidates: z.array(Candidate).min(1),
  /** Subjects that may not decide: the applicant, and the people of the earlier steps. */
  excluded: z.array(z.string()),
  version: z.int().min(1),
  createdAt: Instant,
  dueAt: Instant,
  escalatedAt: Instant.nullable(),
};

/** @public */
export const TaskStatus = labelled<Task['status']>('TaskStatus', {
  OPEN: { zh: '待办理', en: 'open' },
  CLAIMED: { zh: '已签收', en: 'claimed' },
  DECIDED: { zh: '已办结', en: 'decided' },
  EXPIRED: { zh: '逾期', en: 'expired' },
  CANCELLED: { zh: '已取消', en: 'cancelled' },
});

export const Task = z
  .discriminatedUnion('status', [
    z.object({ status: z.literal('OPEN'), ...taskFields }),
    z.object({ status: z.literal('CLAIMED'), ...taskFields, claimedBy: Person, claimedAt: Instant }),
    z.object({ status: z.literal('DECIDED'), ...taskFields, decision: Decided }),
    z.object({ status: z.literal('EXPIRED'), ...taskFields, expiredAt: Instant, byDefault: z.string() }),
    z.object({ status: z.literal('CANCELLED'), ...taskFields, cancelledAt: Instant }),
  ])
  .meta({ id: 'Task', description: '待办: the only way a person moves a workflow.' });
export type Task = z.infer<typeof Task>;
export type OpenTask = Extract<Task, { status: 'OPEN' | 'CLAIMED' }>;

/** The people of the same role one level up 上一级; none at the top. */
const oneLevelUp = (role: Role, unit: UnitId): Candidate[] => {
  const above = parentOf(unit);
  return above === null ? [] : [{ role, institution: institutionOf(above) }];
};

/** Who is asked: the people of the institution and, once it is escalated, also those one level up. */
export const candidatesOf = (
  role: Role,
  { unit, institution }: { unit: UnitId; institution: InstitutionId },
  escalated: boolean,
): Candidate[] => [{ role, institution }, ...(escalated ? oneLevelUp(role, unit) : [])];

export const isOpen = (task: Task): task is OpenTask => task.status === 'OPEN' || task.status === 'CLAIMED';

/** One task per step, and per round where a step can come again: opening it twice finds the first. */
export const taskId = (appointmentId: string, revision: number, step: TaskStep, round: number): string =>
  `${appointmentId}-r${revision}-${step}${round > 0 ? `-${round}` : ''}`;

/** The appointment that a task's id names; undefined for what is no id of a task. */
export const appointmentOfTask = (id: string): string | undefined => /^(\w+)-r\d+-[a-z]/.exec(id)?.[1];

export const isCandidate = (task: Task, principal: Principal): boolean =>
  task.candidates.some(
    ({ role, institution }) => hasRole(principal, role) && principal.institution === institution,
  ) && !task.excluded.includes(principal.subject);

/** Whether a task may be read: by its candidate groups, also by those who may not decide it, and by the unit's staff. */
export const maySeeTask = (task: Task, principal: Principal): boolean =>
  !hasRole(principal, 'enterprise') &&
  (oversees(principal.unit, task.unit) ||
    task.candidates.some(({ institution }) => institution === principal.institution));

/** @throws Problem AlreadyDecided with the first decision; TaskClosed when it expired or was cancelled. */
export function requireOpen(task: Task): OpenTask {
  if (task.status === 'DECIDED')
    throw new Problem('AlreadyDecided', { context: { decision: task.decision } });
  if (!isOpen(task)) throw new Problem('TaskClosed', { context: { status: task.status } });
  return task;
}

/** @throws Problem NotACandidate, naming the group that can. */
function requireCandidate(task: Task, principal: Principal): void {
  if (isCandidate(task, principal)) return;
  throw new Problem('NotACandidate', { context: { candidates: task.candidates } });
}

const next = <T extends Task>(task: T) => ({ ...task, version: task.version + 1 });

/** The next version of a task, in nobody's hands. */
function unclaimed(task: OpenTask) {
  const { claimedBy: _by, claimedAt: _at, ...rest } = { claimedBy: null, claimedAt: null, ...next(task) };
  return rest;
}

/**
 * Somebody takes the task, so that others leave it alone. Claiming what one has claimed changes nothing.
 * @throws Problem TaskClaimed when somebody else has it; AlreadyDecided; TaskClosed; NotACandidate.
 */
export function claim(task: Task, principal: Principal, at: string): Task {
  const open = requireOpen(task);
  requireCandidate(open, principal);
  if (open.status === 'CLAIMED') {
    if (open.claimedBy.subject === principal.subject) return open;
    throw new Problem('TaskClaimed', { context: { claimedBy: open.claimedBy } });
  }
  return { ...next(open), status: 'CLAIMED', claimedBy: personOf(principal), claimedAt: at };
}

/** The one who claimed it gives it back. Releasing an open task changes nothing. @throws Problem as `claim`. */
export function release(task: Task, principal: Principal): Task {
  const open = requireOpen(task);
  requireCandidate(open, principal);
  if (open.status === 'OPEN') return open;
  if (open.claimedBy.subject !== principal.subject) {
    throw new Problem('TaskClaimed', { context: { claimedBy: open.claimedBy } });
  }
  return { ...unclaimed(open), status: 'OPEN' };
}

/**
 * Closes the task with a decision.
 * @throws Problem AlreadyDecided, TaskClosed, NotACandidate, TaskClaimed by somebody else, Validation for an outcome
 * that the step does not know, VersionConflict when the person decided on an older version.
 */
export function decide(
  task: Task,
  decision: Decision,
  principal: Principal,
  at: string,
  expectedVersion?: number,
): Extract<Task, { status: 'DECIDED' }> {
  const open = requireOpen(task);
  requireCandidate(open, principal);
  if (open.status === 'CLAIMED' && open.claimedBy.subject !== principal.subject) {
    throw new Problem('TaskClaimed', { context: { claimedBy: open.claimedBy } });
  }
  if (expectedVersion !== undefined && expectedVersion !== open.version) {
    throw new Problem('VersionConflict', { context: { version: open.version } });
  }
  const { outcomes } = stepDefinition(open.step);
  if (!outcomes.includes(decision.outcome)) {
    const allowed = listed(Outcome.labels, outcomes);
    throw new Problem('Validation', {
      errors: [
        {
          field: '/outcome',
          message: { zh: `此步骤的结论只能是：${allowed.zh}。`, en: `This step ends in: ${allowed.en}.` },
        },
      ],
    });
  }
  return {
    ...unclaimed(open),
    status: 'DECIDED',
    decision: {
      outcome: decision.outcome,
      by: personOf(principal),
      at,
      ...('reason' in decision && decision.reason !== undefined && { reason: decision.reason }),
      ...('ratePercent' in decision &&
        decision.ratePercent !== undefined && { ratePercent: decision.ratePercent }),
      ...('condition' in decision && { condition: decision.condition }),
    },
  };
}

/**
 * Asks the people of the same role one level up too, with a new due time. At the top there are none. It is in nobody's
 * hands then: whoever claimed it was late.
 */
export function escalate(task: OpenTask, at: string, dueAt: string): OpenTask {
  return {
    ...unclaimed(task),
    status: 'OPEN',
    candidates: candidatesOf(stepDefinition(task.step).role, task, true),
    dueAt,
    escalatedAt: at,
  };
}

/** Nobody decided in time: closed with what the policy then says. */
export const expire = (task: OpenTask, at: string, byDefault: string): Task => ({
  ...unclaimed(task),
  status: 'EXPIRED',
  expiredAt: at,
  byDefault,
});

/** The appointment went another way: nothing is to be decided any more. */
export const cancelTask = (task: OpenTask, at: string): Task => ({
  ...unclaimed(task),
  status: 'CANCELLED',
  cancelledAt: at,
});
