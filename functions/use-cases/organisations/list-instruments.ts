import type * as z from 'zod';
import type { LedgerQuery } from '#contract/api/organisations.ts';
import type { Reader } from '#functions/caller.ts';
import { visibleOrganisation } from '#functions/scope/visible-organisation.ts';
import { listInstruments as listInstrumentsOf } from '#store/ledger/instruments.ts';

/** The ledger of an organisation. @throws Problem NotFound, also for somebody else's. */
export async function listInstruments(
  { code, ...page }: { code: string } & z.infer<typeof LedgerQuery>,
  { principal }: Reader,
) {
  await visibleOrganisation(code, principal);
  return listInstrumentsOf(code, page);
}
