import * as z from 'zod';
import { LinePrice, MAXIMUM_LINES } from '#domain/appointments/appointment.ts';
import { hasRole, type Principal, Role } from '#domain/people/principal.ts';
import { Lane } from '#domain/policy/lane.ts';
import { Problem } from '#domain/problem.ts';
import { text } from '#domain/text.ts';
import { UnitId } from '#domain/units/unit.ts';
import { LineResult } from '#domain/verification/result.ts';

const instant = z.iso.datetime({ offset: true });
const Person = z.object({ subject: z.string(), name: z.string() });
export type Person = z.infer<typeof Person>;

export const TaskStep = z.enum([
  'intake-review', // 受理
  'receive', // 收样
  'test', // 检定
  'check', // 核验
  'authorise', // 批准
  'waiver-review', // 减免审批
  'waiver-countersign', // 减免会签
]);
export type TaskStep = z.infer<typeof TaskStep>;

/** What a person may decide. A reason is asked for wherever somebody else has to live with a no. */
export const Decision = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('accept'),
    /** One for each line that the tariff does not price, and for no other. */
    prices: z.array(LinePrice).max(MAXIMUM_LINES).exactOptional(),
  }),
  z.strictObject({
    outcome: z.literal('return'),
    reason: text(500),
    lines: z.array(z.strictObject({ line: z.int().min(1), reason: text(200) })).max(MAXIMUM_LINES),
  }),
  z.strictObject({ outcome: z.literal('receive'), condition: text(200) }),
  z.strictObject({ outcome: z.literal('record'), results: z.array(LineResult).min(1).max(MAXIMUM_LINES) }),
  z.strictObject({
    outcome: z.literal('approve'),
    ratePercent: z.int().min(1).max(100).exactOptional(),
    reason: text(500).exactOptional(),
  }),
  z.strictObject({ outcome: z.literal('reject'), reason: text(500) }),
]);
export type Decision = z.infer<typeof Decision>;
export type Outcome = Decision['outcome'];

/** Who decides a step, and how it can be decided. */
export const steps: Record<TaskStep, { role: Role; outcomes: readonly Outcome[] }> = {
  'intake-review': { role: 'clerk', outcomes: ['accept', 'return'] },
  receive: { role: 'clerk', outcomes: ['receive'] },
  test: { role: 'technician', outcomes: ['record'] },
  check: { role: 'technician', outcomes: ['approve', 'reject'] },
  authorise: { role: 'technician', outcomes: ['approve', 'reject'] },
  'waiver-review': { role: 'approver', outcomes: ['approve', 'reject'] },
  'waiver-countersign': { role: 'approver', outcomes: ['approve', 'reject'] },
};

/** A decision as it was made: by whom and when. Results stand in the appointment, not here. */
export const Decided = z.object({
  outcome: z.string(),
  by: Person,
  at: instant,
  reason: z.string().optional(),
  ratePercent: z.number().optional(),
  /** How the instruments looked when they were received. */
  condition: z.string().optional(),
});
export type Decided = z.infer<typeof Decided>;

const base = {
  id: z.string(),
  appointmentId: z.string(),
  revision: z.int().min(1),
  organisationCode: z.string(),
  organisationName: z.string(),
  unit: UnitId,
  step: TaskStep,
  /** Which attempt at testing it belongs to, from 1; 0 for steps outside verification. */
  round: z.int().min(0),
  lane: Lane,
  /** 候选组: who can decide. Escalation moves it to the province's people of the same role. */
  candidates: z.object({ role: Role, unit: UnitId }),
  /** Subjects that may not decide: the applicant, and the people of the earlier steps. */
  excluded: z.array(z.string()),
  version: z.int().min(1),
  createdAt: instant,
  dueAt: instant,
  escalatedAt: instant.nullable(),
};

/** 待办: the only way a person moves a workflow. */
export const Task = z.discriminatedUnion('status', [
  z.object({ status: z.literal('OPEN'), ...base }),
  z.object({ status: z.literal('CLAIMED'), ...base, claimedBy: Person, claimedAt: instant }),
  z.object({ status: z.literal('DECIDED'), ...base, decision: Decided }),
  z.object({ status: z.literal('EXPIRED'), ...base, expiredAt: instant, byDefault: z.string() }),
  z.object({ status: z.literal('CANCELLED'), ...base, cancelledAt: instant }),
]);
export type Task = z.infer<typeof Task>;
export type OpenTask = Extract<Task, { status: 'OPEN' | 'CLAIMED' }>;

export const isOpen = (task: Task): task is OpenTask => task.status === 'OPEN' || task.status === 'CLAIMED';

/** One task per step, and per round where a step can come again: opening it twice finds the first. */
export const taskId = (appointmentId: string, revision: number, step: TaskStep, round: number): string =>
  `${appointmentId}-r${revision}-${step}${round > 0 ? `-${round}` : ''}`;

export const isCandidate = (task: Task, principal: Principal): boolean =>
  hasRole(principal, task.candidates.role) &&
  principal.unit === task.candidates.unit &&
  !task.excluded.includes(principal.subject);

/** Whether a task may be read: by its candidate group, also by those who may not decide it, and by the unit's staff. */
export const maySeeTask = (task: Task, principal: Principal): boolean =>
  !hasRole(principal, 'enterprise') &&
  (principal.unit === 'shaanxi' || principal.unit === task.unit || principal.unit === task.candidates.unit);

/** @throws Problem AlreadyDecided with the first decision; TaskClosed when it expired or was cancelled. */
export function requireOpen(task: Task): OpenTask {
  if (task.status === 'DECIDED')
    throw new Problem('AlreadyDecided', { context: { decision: task.decision } });
  if (!isOpen(task)) throw new Problem('TaskClosed', { context: { status: task.status } });
  return task;
}

/** @throws Problem NotACandidate, naming the group that can. */
export function requireCandidate(task: Task, principal: Principal): void {
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
  const by = { subject: principal.subject, name: principal.name };
  return { ...next(open), status: 'CLAIMED', claimedBy: by, claimedAt: at };
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
  const { outcomes } = steps[open.step];
  if (!outcomes.includes(decision.outcome)) {
    const allowed = outcomes.join(', ');
    throw new Problem('Validation', {
      errors: [
        {
          field: '/outcome',
          message: { zh: `此步骤的结论只能是：${allowed}。`, en: `This step ends in: ${allowed}.` },
        },
      ],
    });
  }
  return {
    ...unclaimed(open),
    status: 'DECIDED',
    decision: {
      outcome: decision.outcome,
      by: { subject: principal.subject, name: principal.name },
      at,
      ...('reason' in decision && decision.reason !== undefined && { reason: decision.reason }),
      ...('ratePercent' in decision &&
        decision.ratePercent !== undefined && { ratePercent: decision.ratePercent }),
      ...('condition' in decision && { condition: decision.condition }),
    },
  };
}

/** Takes an open task to the province's people of the same role, with a new due time. What is decided stays decided. */
export function escalate(task: OpenTask, at: string, dueAt: string): OpenTask {
  return {
    ...unclaimed(task),
    status: 'OPEN',
    candidates: { ...task.candidates, unit: 'shaanxi' },
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
