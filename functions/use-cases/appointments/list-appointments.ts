import type * as z from 'zod';
import type { AppointmentQuery } from '#contract/api/appointments.ts';
import { hasRole } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { oversees } from '#domain/units/unit.ts';
import type { Reader } from '#functions/caller.ts';
import { listByOrganisation, listByStatus } from '#store/appointments/appointments.ts';

/**
 * An enterprise lists all of its own; staff those of their unit, or of one below it, in one status.
 * @throws Problem Validation, NotFound for another unit.
 */
export async function listAppointments(
  { status, unit, ...page }: z.infer<typeof AppointmentQuery>,
  { principal }: Reader,
) {
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
}
