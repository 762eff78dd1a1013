import type { Organisation, OrganisationInput } from '#domain/organisations/organisation.ts';
import { hasRole, mayActFor, maySee, type Principal } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import { defineApi } from '#functions/define-api.ts';
import { once } from '#functions/idempotency/once.ts';
import { servingUnit } from '#functions/reference.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import { listInstruments } from '#store/ledger/instruments.ts';
import { findOrganisation, writeOrganisation } from '#store/organisations/organisations.ts';

/** @throws Problem NotFound, also for somebody else's. */
async function visible(code: string, principal: Principal): Promise<Organisation> {
  const organisation = await findOrganisation(code);
  if (!organisation || !maySee(principal, { organisationCode: code, unit: organisation.unit })) {
    throw new Problem('NotFound');
  }
  return organisation;
}

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

export const handler = defineApi('api-organisations', {
  readOrganisation: async ({ parameters, principal }) => ({
    organisation: await visible(parameters.code, principal),
  }),

  writeOrganisation: ({ parameters: { code }, body, principal, idempotency, ms, at }) =>
    once(idempotency, ms, 200, (keep) =>
      withFreshRead(async () => {
        const present = await findOrganisation(code);
        const input = { code, ...body };
        checkScope(input, present, principal);
        const organisation = { ...input, version: (present?.version ?? 0) + 1, updatedAt: at };
        const answer = { organisation };
        await commit([keep(answer), writeOrganisation(organisation)]);
        return answer;
      }),
    ),

  listInstruments: async ({ parameters, query, principal }) => {
    await visible(parameters.code, principal);
    return listInstruments(parameters.code, query);
  },
});
