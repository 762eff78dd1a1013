import { DispatchRecords } from '#contract/events.ts';
import { InstitutionId } from '#domain/units/institution.ts';
import { defineGatheredStream } from '#functions/define-stream.ts';
import { dispatchInstitution } from '#functions/use-cases/dispatch/dispatch-institution.ts';
import { capacityOf, institutionOf } from '#functions/use-cases/dispatch/news.ts';

/**
 * Dispatches where somebody has come to wait, or capacity has come, once for all news of an institution. A run that has
 * come to its bound fails its records, so that the stream brings them again: nothing else would wake the rest.
 */
export const handler = defineGatheredStream(DispatchRecords, institutionOf, async (name, records, now) => {
  const institution = InstitutionId.parse(name);
  const { left } = await dispatchInstitution({ institution, capacity: capacityOf(records) }, now);
  if (left) throw new Error('more wait than one run looks at');
});
