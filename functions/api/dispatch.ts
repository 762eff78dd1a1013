import { defineApi } from '#functions/define-api.ts';
import { dispatchBoard, formTeam, planShift, reassign } from '#functions/use-cases/dispatch/plan.ts';

export const handler = defineApi('api-dispatch', {
  readDispatchBoard: ({ parameters, query, principal, ...now }) =>
    dispatchBoard(parameters.unit, query.days, principal, now),

  writeTeam: ({ parameters, body, principal, idempotency, ...now }) =>
    formTeam({ ...parameters, ...body }, principal, now, idempotency),

  planShift: ({ parameters, body, principal, idempotency, ...now }) =>
    planShift(parameters.unit, body, principal, now, idempotency),

  reassignAppointment: ({ parameters, body, principal, idempotency, ...now }) =>
    reassign(parameters.id, body, principal, now, idempotency),
});
