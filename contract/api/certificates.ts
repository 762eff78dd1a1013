import * as z from 'zod';
import { Bilingual } from '#domain/bilingual.ts';
import { Certificate, CertificateSummary, DocumentKind } from '#domain/certificates/certificate.ts';
import { LocalDate } from '#domain/time/calendar.ts';
import { pageOf, pageQuery, type Routes, staff } from './common.ts';

export const NumberParameter = z.strictObject({ number: z.string().regex(/^GL-[A-Z]+-[0-9A-Z]{26}-\d{2}$/) });
export type NumberParameter = z.infer<typeof NumberParameter>;

export const CertificateQuery = z.strictObject({ ...pageQuery });
export type CertificateQuery = z.infer<typeof CertificateQuery>;

export const CertificatePage = pageOf(CertificateSummary).meta({
  id: 'CertificatePage',
  description: 'A page of certificates and notices, the newest first.',
});
export type CertificatePage = z.infer<typeof CertificatePage>;

export const CertificateResponse = z
  .object({ certificate: Certificate })
  .meta({ id: 'CertificateResponse', description: 'A certificate or notice.' });
export type CertificateResponse = z.infer<typeof CertificateResponse>;

export const CheckQuery = z.strictObject({ code: z.string().max(20) });
export type CheckQuery = z.infer<typeof CheckQuery>;

export const CertificateCheck = z
  .object({
    number: z.string(),
    genuine: z.boolean(),
    document: DocumentKind.optional(),
    title: Bilingual.optional(),
    instrument: Bilingual.optional(),
    serialNumber: z.string().optional(),
    organisationName: z.string().optional(),
    issuedOn: LocalDate.optional(),
    validUntil: LocalDate.nullable().optional(),
    valid: z.boolean().optional(),
  })
  .meta({ id: 'CertificateCheck', description: 'What anybody may know who holds the paper.' });
export type CertificateCheck = z.infer<typeof CertificateCheck>;

export const certificateRoutes = {
  listCertificates: {
    method: 'GET',
    path: '/certificates',
    function: 'api-certificates',
    roles: ['enterprise'],
    summary: 'The certificates and notices of the caller’s organisation 证书列表',
    query: CertificateQuery,
    status: 200,
    response: CertificatePage,
  },
  readCertificate: {
    method: 'GET',
    path: '/certificates/{number}',
    function: 'api-certificates',
    roles: ['enterprise', ...staff],
    summary: 'Read a certificate or notice 查看证书',
    parameters: NumberParameter,
    status: 200,
    response: CertificateResponse,
  },
  checkCertificate: {
    method: 'GET',
    path: '/certificates/{number}/check',
    function: 'api-certificates',
    roles: 'public',
    summary: 'Check a paper against the register by its number and check code 证书验真',
    parameters: NumberParameter,
    query: CheckQuery,
    status: 200,
    response: CertificateCheck,
  },
} as const satisfies Routes;
