import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Principal } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import { Decision, type Outcome } from '#domain/tasks/outcome.ts';
import { stepDefinition, TaskStep } from '#domain/tasks/steps.ts';
import {
  appointmentOfTask,
  cancelTask,
  claim,
  decide,
  escalate,
  expire,
  isCandidate,
  isOpen,
  maySeeTask,
  release,
  requireOpen,
  Task,
  taskId,
} from '#domain/tasks/task.ts';
import { ID, later, NOW } from '#test/factories/appointment.ts';
import { person } from '#test/factories/people.ts';
import { openTask } from '#test/factories/work.ts';

const approver = person('approver');
const colleague = person('approver', { subject: 'approver-2' });
const review = openTask('waiver-review');
const approve: Decision = { outcome: 'approve', ratePercent: 40, reason: '符合条件' };
const reject: Decision = { outcome: 'reject', reason: '证明不足' };

const examples: Record<Outcome, Decision> = {
  accept: { outcome: 'accept' },
  return: { outcome: 'return', reason: '请补充', lines: [{ line: 1, reason: '型号不全' }] },
  receive: { outcome: 'receive', condition: '完好' },
  record: { outcome: 'record', results: [{ line: 1, outcome: 'pass', testedOn: '2026-03-02' }] },
  approve: { outcome: 'approve' },
  reject,
};
const whoDecides = (step: TaskStep) => person(stepDefinition(step).role);

const refusal = (run: () => unknown): Problem => {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('the steps', () => {
  const pairs = TaskStep.options.flatMap((step) =>
    (Object.keys(examples) as Outcome[]).map((outcome) => ({ step, outcome })),
  );

  it.each(pairs.filter(({ step, outcome }) => stepDefinition(step).outcomes.includes(outcome)))(
    '$step may end in $outcome',
    ({ step, outcome }) => {
      const decided = decide(openTask(step), examples[outcome], whoDecides(step), NOW);
      expect(decided).toMatchObject({ status: 'DECIDED', version: 2, decision: { outcome, at: NOW } });
      expect(Task.parse(decided)).toEqual(decided);
    },
  );

  it.each(pairs.filter(({ step, outcome }) => !stepDefinition(step).outcomes.includes(outcome)))(
    '$step may not end in $outcome',
    ({ step, outcome }) => {
      const problem = refusal(() => decide(openTask(step), examples[outcome], whoDecides(step), NOW));
      expect(problem).toMatchObject({ code: 'Validation', errors: [{ field: '/outcome' }] });
      expect(problem.errors?.[0]?.message.en).toContain(stepDefinition(step).outcomes[0]);
    },
  );
});

describe('a decision', () => {
  it('is kept with who made it, when and why', () => {
    expect(decide(review, approve, approver, later(1)).decision).toEqual({
      outcome: 'approve',
      by: { subject: 'approver-1', name: 'approver-1' },
      at: later(1),
      reason: '符合条件',
      ratePercent: 40,
    });
    const received = decide(openTask('receive'), examples.receive, person('clerk'), NOW);
    expect(received.decision.condition).toBe('完好');
  });

  it('is made once: the second decider is told the first', () => {
    const decided = decide(review, approve, approver, NOW);
    const problem = refusal(() => decide(decided, reject, colleague, later(1)));
    expect(problem).toMatchObject({ code: 'AlreadyDecided', context: { decision: decided.decision } });
  });

  it.each([
    ['expired', expire(review, NOW, 'reject')],
    ['was cancelled', cancelTask(review, NOW)],
  ])('is not made of a task that %s', (_, closed) => {
    expect(refusal(() => decide(closed, approve, approver, NOW))).toMatchObject({
      code: 'TaskClosed',
      context: { status: closed.status },
    });
  });

  it('is made on what the person saw, or not at all', () => {
    expect(decide(review, approve, approver, NOW, 1).status).toBe('DECIDED');
    const escalated = escalate(review, NOW, later(24));
    const province = person('approver', { unit: 'shaanxi' });
    expect(refusal(() => decide(escalated, approve, province, NOW, 1))).toMatchObject({
      code: 'VersionConflict',
      context: { version: 2 },
    });
  });

  it('needs its reason wherever somebody has to live with a no', () => {
    expect(Decision.safeParse({ outcome: 'reject' }).success).toBe(false);
    expect(Decision.safeParse({ outcome: 'reject', reason: ' ' }).success).toBe(false);
    expect(Decision.safeParse({ outcome: 'return', lines: [] }).success).toBe(false);
    expect(Decision.safeParse({ outcome: 'approve' }).success).toBe(true);
  });

  it.each([0, 101, 33.3])('waives no %d %%', (ratePercent) => {
    expect(Decision.safeParse({ outcome: 'approve', ratePercent }).success).toBe(false);
  });
});

describe('who may decide', () => {
  it.each([
    ['one of the group', approver, true],
    ['one of another role', person('clerk'), false],
    ['one of another unit', person('approver', { unit: 'xianyang' }), false],
    ['one of the province, before it escalates', person('approver', { unit: 'shaanxi' }), false],
    ['the applicant', person('approver', { subject: 'enterprise-1' }), false],
    ['an enterprise', person('enterprise'), false],
  ])('%s: %s', (_, principal, expected) => {
    expect(isCandidate(review, principal)).toBe(expected);
    if (expected) expect(decide(review, approve, principal, NOW).status).toBe('DECIDED');
    else {
      expect(refusal(() => decide(review, approve, principal, NOW))).toMatchObject({
        code: 'NotACandidate',
        context: { candidates: [{ role: 'approver', institution: 'institution-shangluo' }] },
      });
    }
  });

  it('is somebody else at each step of the work: three different people', () => {
    const [one, two, three] = ['technician-1', 'technician-2', 'technician-3'];
    const technician = (subject = '') => person('technician', { subject });
    const check = openTask('check', { excluded: ['enterprise-1', one ?? ''] });
    const authorise = openTask('authorise', { excluded: ['enterprise-1', one ?? '', two ?? ''] });
    expect([one, two, three].map((subject) => isCandidate(check, technician(subject)))).toEqual([
      false,
      true,
      true,
    ]);
    expect([one, two, three].map((subject) => isCandidate(authorise, technician(subject)))).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('who may see a task', () => {
  it.each([
    ['its unit', person('clerk'), true],
    ['the province', person('approver', { unit: 'shaanxi' }), true],
    ['another unit', person('approver', { unit: 'xianyang' }), false],
    ['the enterprise it is about', person('enterprise'), false],
  ])('%s: %s', (_, principal, expected) => {
    expect(maySeeTask(review, principal)).toBe(expected);
  });
});

describe('claiming', () => {
  it('keeps others from deciding, and not oneself', () => {
    const claimed = claim(review, approver, NOW);
    expect(claimed).toMatchObject({ status: 'CLAIMED', version: 2, claimedBy: { subject: 'approver-1' } });
    expect(refusal(() => decide(claimed, approve, colleague, NOW))).toMatchObject({
      code: 'TaskClaimed',
      context: { claimedBy: { subject: 'approver-1' } },
    });
    const decided = decide(claimed, approve, approver, NOW);
    expect(decided).toMatchObject({ status: 'DECIDED', version: 3 });
    expect(decided).not.toHaveProperty('claimedBy');
  });

  it('twice is the same as once; somebody else is refused', () => {
    const claimed = claim(review, approver, NOW);
    expect(claim(claimed, approver, later(1))).toBe(claimed);
    expect(refusal(() => claim(claimed, colleague, NOW)).code).toBe('TaskClaimed');
  });

  it('is undone by who did it, and by nobody else', () => {
    const claimed = claim(review, approver, NOW);
    expect(refusal(() => release(claimed, colleague)).code).toBe('TaskClaimed');
    const released = release(claimed, approver);
    expect(released).toEqual({ ...review, version: 3 });
    expect(release(released, approver)).toBe(released);
  });

  it('is for candidates, and for open tasks', () => {
    expect(refusal(() => claim(review, person('clerk'), NOW)).code).toBe('NotACandidate');
    const decided = decide(review, approve, approver, NOW);
    expect(refusal(() => claim(decided, approver, NOW)).code).toBe('AlreadyDecided');
    expect(refusal(() => release(cancelTask(review, NOW), approver)).code).toBe('TaskClosed');
  });
});

describe('time', () => {
  it("asks the province's people of the same role too, and takes it out of anybody's hands", () => {
    const claimed = requireOpen(claim(review, approver, NOW));
    const escalated = escalate(claimed, later(48), later(72));
    expect(Task.parse(escalated)).toEqual(escalated);
    expect(escalated).toMatchObject({
      status: 'OPEN',
      candidates: [
        { role: 'approver', institution: 'institution-shangluo' },
        { role: 'approver', institution: 'institution-shaanxi' },
      ],
      dueAt: later(72),
      escalatedAt: later(48),
      excluded: review.excluded,
    });
    expect(isCandidate(escalated, approver)).toBe(true);
    expect(isCandidate(escalated, person('approver', { unit: 'shaanxi' }))).toBe(true);
  });

  it('closes a task with what the policy says', () => {
    const expired = expire(review, later(72), 'reject');
    expect(Task.parse(expired)).toEqual(expired);
    expect(expired).toMatchObject({ status: 'EXPIRED', byDefault: 'reject', expiredAt: later(72) });
    expect(isOpen(expired)).toBe(false);
  });
});

describe('the id of a task', () => {
  it('is one per appointment, revision, step and round', () => {
    const ids = [1, 2].flatMap((revision) =>
      TaskStep.options.flatMap((step) => [0, 1, 2].map((round) => taskId(ID, revision, step, round))),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9A-Za-z-]{1,100}$/.test(id))).toBe(true);
    expect(new Set(ids.map(appointmentOfTask))).toEqual(new Set([ID]));
    expect(appointmentOfTask(ID)).toBeUndefined();
  });
});

describe('any sequence of what people do', () => {
  const people = [approver, colleague, person('clerk'), person('approver', { unit: 'shaanxi' })];
  const action = fc.record({
    what: fc.constantFrom('claim', 'release', 'approve', 'reject', 'escalate', 'expire', 'cancel'),
    who: fc.constantFrom(...people),
  });
  const act = (task: Task, what: string, who: Principal): Task => {
    switch (what) {
      case 'claim':
        return claim(task, who, NOW);
      case 'release':
        return release(task, who);
      case 'approve':
        return decide(task, approve, who, NOW);
      case 'reject':
        return decide(task, reject, who, NOW);
      case 'escalate':
        return escalate(requireOpen(task), NOW, later(1));
      case 'expire':
        return expire(requireOpen(task), NOW, 'reject');
      default:
        return cancelTask(requireOpen(task), NOW);
    }
  };

  it('decides a task at most once, by a candidate, and counts every write', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
        let task: Task = review;
        let closed = 0;
        for (const { what, who } of actions) {
          const before: Task = task;
          try {
            task = act(task, what, who);
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
          }
          if (task === before) continue;
          expect(task.version).toBe(before.version + 1);
          expect(Task.parse(task)).toEqual(task);
          if (!isOpen(task)) closed++;
          if (task.status === 'DECIDED') expect(isCandidate(before, who)).toBe(true);
        }
        expect(closed).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});
