import type { Organisation } from '#domain/organisations/organisation.ts';
import { maySee, type Principal } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import { findOrganisation } from '#store/organisations/organisations.ts';

/** An organisation in the caller's scope. @throws Problem NotFound, also for somebody else's. */
export async function visibleOrganisation(code: string, principal: Principal): Promise<Organisation> {
  const organisation = await findOrganisation(code);
  if (!organisation || !maySee(principal, { organisationCode: code, unit: organisation.unit })) {
    throw new Problem('NotFound');
  }
  return organisation;
}
