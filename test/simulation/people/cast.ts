import type { OrganisationInput } from '#domain/organisations/organisation.ts';
import { Principal, type Role } from '#domain/people/principal.ts';
import { institutionOf } from '#domain/units/institution.ts';
import { UnitId } from '#domain/units/unit.ts';
import { demonstrationOrganisations } from '#local/seed/organisations.ts';

/** Units whose policies differ: who decides about money, how much, and in which lane. */
export const playedUnits = ['shangluo', 'yulin', 'xianyang', 'xian', 'tongchuan'] as const satisfies UnitId[];

/** How many of a role work in a unit, at the most: a seed may have fewer technicians. */
const headcount = { clerk: 2, dispatcher: 2, technician: 4, approver: 3 } as const satisfies Partial<
  Record<Role, number>
>;
export type StaffRole = keyof typeof headcount;

const staff = (role: StaffRole, unit: UnitId, number: number): Principal =>
  Principal.parse({
    subject: `${role}-${number}@${unit}`,
    name: `${role} ${number} of ${unit}`,
    roles: [role],
    unit,
    institution: institutionOf(unit),
  });

export const staffOf = (role: StaffRole, unit: UnitId): Principal[] =>
  Array.from({ length: headcount[role] }, (_, index) => staff(role, unit, index + 1));

export const enterprise = ({ code, name }: OrganisationInput): Principal =>
  Principal.parse({ subject: `enterprise@${code}`, name, roles: ['enterprise'], organisation: code });

export const organisations: readonly OrganisationInput[] = demonstrationOrganisations.filter(({ unit }) =>
  playedUnits.some((played) => played === unit),
);

/** Everybody who may act in any seed: those of the province are asked when a unit does not answer. */
export const everybody: readonly Principal[] = [
  ...organisations.map(enterprise),
  ...UnitId.options.flatMap((unit) =>
    (Object.keys(headcount) as StaffRole[]).flatMap((role) => staffOf(role, unit)),
  ),
];
