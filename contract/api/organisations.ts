import * as z from 'zod';
import { LedgerEntry } from '#domain/ledger/ledger.ts';
import { CreditCode } from '#domain/organisations/credit-code.ts';
import { Organisation, OrganisationInput } from '#domain/organisations/organisation.ts';
import { pageOf, pageQuery, type Routes, staff } from './common.ts';

export const CodeParameter = z.strictObject({ code: CreditCode });
export type CodeParameter = z.infer<typeof CodeParameter>;

export const OrganisationRequest = OrganisationInput.omit({ code: true }).meta({
  id: 'OrganisationRequest',
  description: 'An organisation as it describes itself; its code stands in the path.',
});
export type OrganisationRequest = z.infer<typeof OrganisationRequest>;

export const OrganisationResponse = z
  .object({ organisation: Organisation })
  .meta({ id: 'OrganisationResponse', description: 'The organisation as registered.' });
export type OrganisationResponse = z.infer<typeof OrganisationResponse>;

export const LedgerQuery = z.strictObject({ ...pageQuery });
export type LedgerQuery = z.infer<typeof LedgerQuery>;

export const LedgerPage = pageOf(LedgerEntry).meta({
  id: 'LedgerPage',
  description: 'A page of the ledger of an organisation 台账.',
});
export type LedgerPage = z.infer<typeof LedgerPage>;

export const organisationRoutes = {
  readOrganisation: {
    method: 'GET',
    path: '/organisations/{code}',
    function: 'api-organisations',
    roles: ['enterprise', ...staff],
    summary: 'Read what an organisation says of itself 单位信息',
    parameters: CodeParameter,
    status: 200,
    response: OrganisationResponse,
  },
  writeOrganisation: {
    method: 'PUT',
    path: '/organisations/{code}',
    function: 'api-organisations',
    roles: ['enterprise', 'clerk'],
    summary: 'Register an organisation, or say anew what it is 登记单位信息',
    parameters: CodeParameter,
    body: OrganisationRequest,
    status: 200,
    response: OrganisationResponse,
    idempotent: true,
    refusals: ['VersionConflict'],
  },
  listInstruments: {
    method: 'GET',
    path: '/organisations/{code}/instruments',
    function: 'api-organisations',
    roles: ['enterprise', 'clerk'],
    summary: 'The ledger of an organisation with the next due dates 台账',
    parameters: CodeParameter,
    query: LedgerQuery,
    status: 200,
    response: LedgerPage,
  },
} as const satisfies Routes;
