import type { Organisation } from '#domain/organisations/organisation.ts';
import { hasRole, mayActFor, type Principal } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { servingUnit } from '#functions/reference.ts';
import { findOrganisation } from '#store/organisations/organisations.ts';

/**
 * The organisation that an appointment is for: an enterprise's own, or the one that a clerk names.
 * @throws Problem NotFound for somebody else's, Validation when none is named, OrganisationUnknown.
 */
export async function applicant(code: string | undefined, principal: Principal): Promise<Organisation> {
  const own = hasRole(principal, 'enterprise') ? principal.organisation : undefined;
  if (own && code && own !== code) throw new Problem('NotFound');
  const wanted = own ?? code;
  if (!wanted) {
    throw fieldProblem('/organisationCode', '请填写代为预约的单位。', 'Say which organisation it is for.');
  }
  const organisation = await findOrganisation(wanted);
  if (!organisation) throw new Problem('OrganisationUnknown', { context: { code: wanted } });
  return organisation;
}

/** The unit that will do it. @throws Problem Validation: a clerk takes appointments of the own unit only. */
export function applicantsUnit(division: string, organisation: Organisation, principal: Principal): UnitId {
  const unit = servingUnit(division, organisation);
  if (!hasRole(principal, 'enterprise') && !mayActFor(principal, unit)) {
    throw fieldProblem(
      '/division',
      '该使用地点不由您的单位受理。',
      'The place of use is served by another unit than yours.',
    );
  }
  return unit;
}
