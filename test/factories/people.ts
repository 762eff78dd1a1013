import { Principal, type Role } from '#domain/people/principal.ts';
import { institutionOf } from '#domain/units/institution.ts';
import type { UnitId } from '#domain/units/unit.ts';

/** Somebody signed in, checked against the schema. */
export const person = (
  role: Role,
  of: { unit?: UnitId; organisation?: string; subject?: string; name?: string } = {},
): Principal => {
  const subject = of.subject ?? `${role}-1`;
  return Principal.parse({
    subject,
    name: of.name ?? subject,
    roles: [role],
    ...(role === 'enterprise'
      ? { organisation: of.organisation ?? ENTERPRISE_CODE }
      : { unit: of.unit ?? 'shangluo', institution: institutionOf(of.unit ?? 'shangluo') }),
  });
};

/** A made-up enterprise of Shangluo, and another one. Both codes have the right check character. */
export const ENTERPRISE_CODE = '91611002TT0000073N';
export const OTHER_CODE = '91610402TT0000051N';
