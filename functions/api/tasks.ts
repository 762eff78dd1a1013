import { hasRole, type Principal, type Role } from '#domain/access.ts';
import { Problem, problemDetail } from '#domain/problem.ts';
import { isCandidate, isOpen, type Task } from '#domain/task.ts';
import { defineApi } from '#functions/http.ts';
import { log } from '#functions/log.ts';
import { claimTask, decideTask, releaseTask, visibleTask } from '#functions/use-cases/decide.ts';
import { Replayed } from '#functions/use-cases/replayed.ts';
import { getAppointment } from '#store/appointments.ts';
import { listOpenTasks } from '#store/tasks.ts';

const working = ['clerk', 'technician', 'approver'] as const satisfies Role[];

/** The role whose list is asked for; one who has several says which. */
function listedRole(principal: Principal, wanted: (typeof working)[number] | undefined): Role {
  const role = wanted ?? working.find((each) => hasRole(principal, each));
  if (!role || !hasRole(principal, role)) throw new Problem('Forbidden');
  return role;
}

const unwrap = <T>(answer: T | Replayed<T>): T => (answer instanceof Replayed ? answer.body : answer);

export const handler = defineApi('api-tasks', {
  listTasks: async ({ query: { role, ...page }, principal }) => {
    if (!principal.unit) throw new Problem('Forbidden');
    return listOpenTasks(listedRole(principal, role), principal.unit, page);
  },

  readTask: async ({ parameters, principal }) => {
    const task = await visibleTask(parameters.id, principal);
    const appointment = await getAppointment(task.appointmentId);
    return { task, appointment, mayDecide: isOpen(task) && isCandidate(task, principal) };
  },

  claimTask: ({ parameters, principal, idempotency, ...now }) =>
    claimTask(parameters.id, principal, now, idempotency),

  releaseTask: ({ parameters, principal, idempotency, ...now }) =>
    releaseTask(parameters.id, principal, now, idempotency),

  decideTask: ({ parameters, body, principal, idempotency, ...now }) =>
    decideTask(parameters.id, body, principal, now, idempotency),

  recordResults: ({ parameters, body: { results, ...rest }, principal, idempotency, ...now }) =>
    decideTask(
      parameters.id,
      { decision: { outcome: 'record', results }, ...rest },
      principal,
      now,
      idempotency,
    ),

  // Each item stands for itself and has a key of its own, so a retry of the whole repeats none of it.
  decideTasks: async ({ body, principal, idempotency, ...now }) => {
    type Item =
      | { ok: true; task: string; result: Task }
      | { ok: false; task: string; problem: ReturnType<typeof problemDetail> };
    const items: Item[] = [];
    for (const { task, ...decision } of body.items) {
      const own = { ...idempotency, key: `${idempotency.key}#${task}` };
      try {
        const { task: result } = unwrap(await decideTask(task, decision, principal, now, own));
        items.push({ ok: true, task, result });
      } catch (error) {
        if (!(error instanceof Problem)) log.error('bulk decision failed', { task, error: error as Error });
        const problem = error instanceof Problem ? error : new Problem('Internal');
        items.push({ ok: false, task, problem: problemDetail(problem, {}) });
      }
    }
    const decided = items.filter(({ ok }) => ok).length;
    return { items, decided, refused: items.length - decided };
  },
});
