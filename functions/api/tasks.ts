import { hasRole, type Principal, type Role } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import { isCandidate, isOpen } from '#domain/tasks/task.ts';
import { defineApi } from '#functions/define-api.ts';
import { claimTask, decideTask, releaseTask, visibleTask } from '#functions/use-cases/tasks/decide.ts';
import { decideTasks } from '#functions/use-cases/tasks/decide-many.ts';
import { getAppointment } from '#store/appointments/appointments.ts';
import { listOpenTasks } from '#store/tasks/tasks.ts';

const working = ['clerk', 'technician', 'approver'] as const satisfies Role[];

/** The role whose list is asked for; one who has several says which. */
function listedRole(principal: Principal, wanted: (typeof working)[number] | undefined): Role {
  const role = wanted ?? working.find((each) => hasRole(principal, each));
  if (!role || !hasRole(principal, role)) throw new Problem('Forbidden');
  return role;
}

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
      '',
    ),

  decideTasks: ({ body, principal, idempotency, ...now }) =>
    decideTasks(body.items, principal, now, idempotency),
});
