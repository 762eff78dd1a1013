import isUnifiedIdentifier from 'util-helpers/esm/isUnifiedIdentifier.js';
import * as z from 'zod';
import { problem } from '#domain/text.ts';

/**
 * A unified social credit code 统一社会信用代码 (GB 32100-2015): 18 characters of `0-9A-Z` without I O S V Z, the last a
 * check character. Spaces around it and small letters are put right, because people paste codes. Characters 3 to 8 are
 * the division of first registration, which may be abolished or outside Shaanxi: never check them.
 *
 * A wrong check character gives a custom issue with `params.problem` = `credit-code-check`.
 */
export const CreditCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/, { abort: true })
  .refine(
    (code) => isUnifiedIdentifier(code),
    problem('credit-code-check', {
      zh: '统一社会信用代码的校验位不对，请核对是否有错字。',
      en: 'The check character of the unified social credit code is wrong; look for a mistyped character.',
    }),
  )
  .meta({
    id: 'CreditCode',
    description:
      'A unified social credit code 统一社会信用代码 (GB 32100-2015): the last character is a check character.',
  });
export type CreditCode = z.infer<typeof CreditCode>;
