import type * as z from 'zod';
import type { CertificateQuery } from '#contract/api/certificates.ts';
import { Problem } from '#domain/problem.ts';
import type { Reader } from '#functions/caller.ts';
import { listCertificates as listCertificatesOf } from '#store/certificates/certificates.ts';

/** The certificates and notices of the caller's organisation. @throws Problem Forbidden for who has none. */
export async function listCertificates(page: z.infer<typeof CertificateQuery>, { principal }: Reader) {
  if (!principal.organisation) throw new Problem('Forbidden');
  return listCertificatesOf(principal.organisation, page);
}
