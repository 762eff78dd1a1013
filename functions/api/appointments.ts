import { hasRole } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { oversees } from '#domain/units/unit.ts';
import { defineApi } from '#functions/define-api.ts';
import { cancelAppointment } from '#functions/use-cases/appointments/cancel.ts';
import { appointmentDetail, visibleAppointment } from '#functions/use-cases/appointments/detail.ts';
import { resubmitAppointment, submitAppointment } from '#functions/use-cases/appointments/submit.ts';
import { listByOrganisation, listByStatus } from '#store/appointments/appointments.ts';

export const handler = defineApi('api-appointments', {
  submitAppointment: ({ body, principal, idempotency, ...now }) =>
    submitAppointment(body, principal, now, idempotency),

  listAppointments: async ({ query: { status, unit, ...page }, principal }) => {
    if (hasRole(principal, 'enterprise') && principal.organisation) {
      if (status || unit) {
        throw fieldProblem(
          'query:/status',
          '企业列表包含全部预约，不按状态筛选。',
          'An enterprise lists all of its own: no filter.',
        );
      }
      return listByOrganisation(principal.organisation, page);
    }
    const of = unit ?? principal.unit;
    if (!of || !oversees(principal.unit, of)) throw new Problem('NotFound');
    if (!status) throw fieldProblem('query:/status', '请选择状态。', 'Say which status to list.');
    return listByStatus(of, status, page);
  },

  readAppointment: async ({ parameters, principal }) =>
    appointmentDetail(await visibleAppointment(parameters.id, principal)),

  cancelAppointment: ({ parameters, body, principal, idempotency, ...now }) =>
    cancelAppointment(parameters.id, body.reason, principal, now, idempotency),

  resubmitAppointment: ({ parameters, body, principal, idempotency, ...now }) =>
    resubmitAppointment(parameters.id, body, principal, now, idempotency),
});
