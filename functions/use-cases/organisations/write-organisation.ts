import type { Organisation, OrganisationInput } from '#domain/organisations/organisation.ts';
import { hasRole, mayActFor, type Principal } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { servingUnit } from '#functions/reference.ts';
import { readOrganisation } from '#functions/use-cases/organisations/read-organisation.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import {
  findOrganisation,
  writeOrganisation as putOrganisation,
} from '#store/organisations/organisations.ts';

/** Registers an organisation, or says anew what it is. @throws Problem NotFound outside one's scope, Validation. */
export const writeOrganisation = (input: OrganisationInput, caller: Caller) =>
  once<{ code: string }, { organisation: Organisation }>(caller, 200, {
    act: (remember) =>
      withFreshRead(async () => {
        const present = await findOrganisation(input.code);
        checkScope(input, present, caller.principal);
        const organisation = { ...input, version: (present?.version ?? 0) + 1, updatedAt: caller.now.at };
        await commit([remember({ code: input.code }), putOrganisation(organisation)]);
        return { organisation };
      }),
    again: ({ code }) => readOrganisation({ code }, caller),
  });

/** An enterprise writes its own entry, a clerk those of the unit; nobody moves one to a unit that does not serve it. */
function checkScope(input: OrganisationInput, present: Organisation | undefined, principal: Principal): void {
  const own = hasRole(principal, 'enterprise')
    ? principal.organisation === input.code
    : mayActFor(principal, present?.unit ?? input.unit);
  if (!own) throw new Problem('NotFound');
  if (servingUnit(input.division, input) !== input.unit) {
    throw fieldProblem('/unit', '该单位不受理此区划。', 'This unit does not serve the division.');
  }
}
