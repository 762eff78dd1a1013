import { Certificate } from '#domain/certificates/certificate.ts';
import { insert, type Page, query, read } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

const row = (certificate: Certificate) => ({
  ...certificate,
  listKey: `${certificate.issuedOn}#${certificate.number}`,
});

/** A document is issued once and never changed. */
export const issueCertificate = (certificate: Certificate): Write =>
  insert('certificates', 'number', row(certificate), versionConflict);

export const findCertificate = (number: string): Promise<Certificate | undefined> =>
  read('certificates', { number }, Certificate);

/** An organisation's documents, the latest first. */
export const listCertificates = (
  organisationCode: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<Certificate>> =>
  query(
    {
      table: 'certificates',
      index: 'by-organisation',
      partition: ['organisationCode', organisationCode],
      descending: true,
      ...page,
    },
    Certificate,
    ['listKey', 'number'],
  );
