import * as z from 'zod';
import { UnitId } from '#domain/units/unit.ts';

/** Who may act: 使用单位, 受理员, 调度员, 检定员, 审批人, 领导, 运维. */
export const Role = z.enum([
  'enterprise',
  'clerk',
  'dispatcher',
  'technician',
  'approver',
  'leader',
  'operator',
]);
export type Role = z.infer<typeof Role>;

/** Somebody signed in. An enterprise acts for one organisation, staff for one unit; the province's staff see every unit. */
export const Principal = z.object({
  subject: z.string().min(1).max(128),
  name: z.string().min(1).max(80),
  roles: z.array(Role).min(1),
  unit: UnitId.optional(),
  organisation: z.string().optional(),
});
export type Principal = z.infer<typeof Principal>;

export const hasRole = (principal: Principal, role: Role): boolean => principal.roles.includes(role);

/** Whether a record of this organisation and unit is in the principal's scope; outside it, it does not exist (404). */
export function maySee(principal: Principal, record: { organisationCode: string; unit: UnitId }): boolean {
  if (hasRole(principal, 'enterprise')) return principal.organisation === record.organisationCode;
  return principal.unit === 'shaanxi' || principal.unit === record.unit;
}

/** Whether staff may act on a unit's records: one's own unit only. */
export const mayActFor = (principal: Principal, unit: UnitId): boolean => principal.unit === unit;
