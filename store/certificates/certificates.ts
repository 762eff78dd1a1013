import * as z from 'zod';
import { Certificate, CertificateSummary } from '#domain/certificates/certificate.ts';
import { partVersionsOf, type Stored } from '#store/appointments/file.ts';
import { itemOf, results } from '#store/appointments/rows.ts';
import { codec, UnreadableRow } from '#store/dynamodb/codec.ts';
import { insert, type Page, query, read } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

/** What was measured stands in the appointment's result; the document names it by the version that recorded it. */
const StoredCertificate = Certificate.omit({ result: true }).extend({
  recorded: z.int().min(1),
  serialNumber: z.string(),
});
export type StoredCertificate = z.infer<typeof StoredCertificate>;

export const certificates = codec({
  name: 'certificates/certificate',
  table: 'certificates',
  schema: StoredCertificate,
  keys: ({ issuedOn, number }) => ({ listKey: `${issuedOn}#${number}` }),
});

/** A document of an appointment's results as they were read. It is issued once and never changed. */
export function issueCertificate({ result: _result, ...document }: Certificate, tested: Stored): Write {
  const { results: recorded } = partVersionsOf(tested);
  if (recorded === undefined) throw new RangeError(`appointment ${tested.id} has no results`);
  const { serialNumber } = document.line;
  return insert(certificates, { ...document, recorded, serialNumber }, versionConflict);
}

/** A document with its result, as it was issued. */
export async function findCertificate(number: string): Promise<Certificate | undefined> {
  const found = await read(certificates, { number });
  if (!found) return undefined;
  const { recorded, serialNumber: _serial, ...document } = found;
  const { appointmentId, line } = document;
  const item = itemOf.result(recorded, line.number);
  const result = await read(results, { appointmentId, item });
  if (!result) throw new UnreadableRow(`certificate ${number} has lost its result`);
  return { ...document, result: result.result };
}

/** An organisation's documents, the latest first. */
export const listCertificates = (
  organisationCode: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<CertificateSummary>> =>
  query(
    {
      table: 'certificates',
      index: 'by-organisation',
      partition: ['organisationCode', organisationCode],
      descending: true,
      ...page,
    },
    certificates.summary(CertificateSummary),
  );
