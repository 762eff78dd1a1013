import { organisationRoutes } from '#contract/api/organisations.ts';
import { defineApi } from '#functions/define-api.ts';
import { listInstruments } from '#functions/use-cases/organisations/list-instruments.ts';
import { readOrganisation } from '#functions/use-cases/organisations/read-organisation.ts';
import { writeOrganisation } from '#functions/use-cases/organisations/write-organisation.ts';

export const handler = defineApi(organisationRoutes, {
  readOrganisation,
  writeOrganisation,
  listInstruments,
});
