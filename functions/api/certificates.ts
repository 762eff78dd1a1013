import { certificateRoutes } from '#contract/api/certificates.ts';
import { defineApi } from '#functions/define-api.ts';
import { checkCertificate } from '#functions/use-cases/certificates/check-certificate.ts';
import { listCertificates } from '#functions/use-cases/certificates/list-certificates.ts';
import { readCertificate } from '#functions/use-cases/certificates/read-certificate.ts';

export const handler = defineApi(certificateRoutes, {
  listCertificates,
  readCertificate,
  checkCertificate,
});
