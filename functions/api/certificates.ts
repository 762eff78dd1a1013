import { timingSafeEqual } from 'node:crypto';
import { maySee } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import { localDate } from '#domain/time/calendar.ts';
import { defineApi } from '#functions/define-api.ts';
import { findCertificate, listCertificates } from '#store/certificates/certificates.ts';

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

export const handler = defineApi('api-certificates', {
  listCertificates: async ({ query, principal }) => {
    if (!principal.organisation) throw new Problem('Forbidden');
    return listCertificates(principal.organisation, query);
  },

  readCertificate: async ({ parameters, principal }) => {
    const certificate = await findCertificate(parameters.number);
    if (!certificate || !maySee(principal, certificate)) throw new Problem('NotFound');
    return { certificate };
  },

  // A wrong code and an unknown number look the same: nobody learns which papers there are.
  checkCertificate: async ({ parameters: { number }, query: { code }, ms }) => {
    const certificate = await findCertificate(number);
    const given = code.trim().toUpperCase();
    if (
      !certificate ||
      !same(Buffer.from(given).toString('hex'), Buffer.from(certificate.checkCode).toString('hex'))
    ) {
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
      valid: document === 'certificate' && (validUntil === null || localDate(ms) <= validUntil),
    };
  },
});
