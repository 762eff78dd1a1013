import * as z from 'zod';
import { labelled } from '#domain/labelled.ts';
import type { Person } from '#domain/people/person.ts';
import { InstitutionId } from '#domain/units/institution.ts';
import { oversees, UnitId } from '#domain/units/unit.ts';

/** Who may act. */
export const Role = labelled('Role', {
  enterprise: { zh: '使用单位', en: 'enterprise' },
  clerk: { zh: '受理员', en: 'clerk' },
  dispatcher: { zh: '调度员', en: 'dispatcher' },
  technician: { zh: '检定员', en: 'technician' },
  approver: { zh: '审批人', en: 'approver' },
  leader: { zh: '领导', en: 'leader' },
  operator: { zh: '运维人员', en: 'operator' },
});
export type Role = z.infer<typeof Role>;

/**
 * Somebody signed in. An enterprise acts for one organisation; staff work in one institution for one unit, and see the
 * units below it too.
 */
export const Principal = z.object({
  subject: z.string().min(1).max(128),
  name: z.string().min(1).max(80),
  roles: z.array(Role).min(1),
  unit: UnitId.optional(),
  institution: InstitutionId.optional(),
  organisation: z.string().optional(),
});
export type Principal = z.infer<typeof Principal>;

/** The principal as records name them. */
export const personOf = ({ subject, name }: Principal): Person => ({ subject, name });

export const hasRole = (principal: Principal, role: Role): boolean => principal.roles.includes(role);

/** Whether a record of this organisation and unit is in the principal's scope; outside it, it does not exist (404). */
export function maySee(principal: Principal, record: { organisationCode: string; unit: UnitId }): boolean {
  if (hasRole(principal, 'enterprise')) return principal.organisation === record.organisationCode;
  return oversees(principal.unit, record.unit);
}

/** Whether staff may act on a unit's records: one's own unit only. */
export const mayActFor = (principal: Principal, unit: UnitId): boolean => principal.unit === unit;

/** Whether staff may plan the work of an institution: one's own only. */
export const mayPlanFor = (principal: Principal, institution: InstitutionId): boolean =>
  principal.institution === institution;
