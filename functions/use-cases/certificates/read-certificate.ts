import { maySee } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import type { Reader } from '#functions/caller.ts';
import { findCertificate } from '#store/certificates/certificates.ts';

/** @throws Problem NotFound, also for somebody else's. */
export async function readCertificate({ number }: { number: string }, { principal }: Reader) {
  const certificate = await findCertificate(number);
  if (!certificate || !maySee(principal, certificate)) throw new Problem('NotFound');
  return { certificate };
}
