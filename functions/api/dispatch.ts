import { defineApi } from '#functions/http.ts';
import { dispatchBoard, planShift, reassign } from '#functions/use-cases/plan-shifts.ts';

export const handler = defineApi('api-dispatch', {
  readDispatchBoard: ({ parameters, query, principal, ...now }) =>
    dispatchBoard(parameters.unit, query.days, principal, now),

  planShift: ({ parameters, body, principal, idempotency, ...now }) =>
    planShift(parameters.unit, body, principal, now, idempotency),

  reassignAppointment: ({ parameters, body, principal, idempotency, ...now }) =>
    reassign(parameters.id, body, principal, now, idempotency),
});
