import type { Reader } from '#functions/caller.ts';
import { visibleOrganisation } from '#functions/scope/visible-organisation.ts';

/** @throws Problem NotFound, also for somebody else's. */
export const readOrganisation = async ({ code }: { code: string }, { principal }: Reader) => ({
  organisation: await visibleOrganisation(code, principal),
});
