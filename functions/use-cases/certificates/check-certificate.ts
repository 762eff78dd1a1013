import { timingSafeEqual } from 'node:crypto';
import { localDate } from '#domain/time/calendar.ts';
import type { Anybody } from '#functions/caller.ts';
import { findCertificate } from '#store/certificates/certificates.ts';

/**
 * Whether a paper is genuine, for anybody who holds it. A wrong code and an unknown number look the same: nobody
 * learns which papers there are.
 */
export async function checkCertificate({ number, code }: { number: string; code: string }, { now }: Anybody) {
  const certificate = await findCertificate(number);
  if (!certificate || !isSame(code.trim().toUpperCase(), certificate.checkCode)) {
    return { number, genuine: false };
  }
  const { document, title, instrument, line, organisationName, issuedOn, validUntil } = certificate;
  return {
    number,
    genuine: true,
    document,
    title,
    instrument,
    serialNumber: line.serialNumber,
    organisationName,
    issuedOn,
    validUntil,
    valid: document === 'certificate' && (validUntil === null || localDate(now.ms) <= validUntil),
  };
}

/** In a time that does not tell how much of it was right. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
