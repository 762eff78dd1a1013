import * as z from 'zod';
import { labelled } from '#domain/labelled.ts';
import { CreditCode } from '#domain/organisations/credit-code.ts';
import { Industry, type SizeClass, sizeClass } from '#domain/organisations/size-class.ts';
import { text } from '#domain/text.ts';
import { Instant } from '#domain/time/instant.ts';
import { UnitId } from '#domain/units/unit.ts';

export const DivisionCode = z
  .string()
  .regex(/^61\d{4}$/)
  .meta({
    id: 'DivisionCode',
    description: 'A division code of GB/T 2260 in Shaanxi: the county of the place of use.',
  });

/** Whether the enterprise works again 复工复产. @public */
export const Resumption = labelled('Resumption', {
  resumed: { zh: '已复工复产', en: 'has resumed work' },
  resuming: { zh: '即将复工复产', en: 'is about to resume work' },
  'not-stopped': { zh: '未停工', en: 'never stopped' },
  stopped: { zh: '停工', en: 'stands still' },
});

/** A telephone number as people write it: digits with spaces or hyphens, perhaps a country code, at least 7 digits. */
export const Phone = z
  .string()
  .trim()
  .max(30)
  .regex(/^\+?(?:[ -]?\d){7,20}$/);

/** Persons, and 万元 (10,000 yuan) of the last full year. A ceiling keeps a slip of the keyboard out of the figures. */
export const staffCount = z.int().min(0).max(5_000_000);
export const amountWan = z.number().min(0).max(100_000_000_000);

export const OrganisationInput = z
  .strictObject({
    code: CreditCode,
    name: text(120),
    unit: UnitId,
    division: DivisionCode,
    industry: Industry,
    staff: staffCount,
    revenueWan: amountWan,
    assetsWan: amountWan,
    /** A medical institution 医疗机构. */
    medical: z.boolean(),
    resumption: Resumption,
    contact: z.strictObject({ name: text(60), phone: Phone }),
  })
  .meta({
    id: 'OrganisationInput',
    description:
      'What an enterprise 使用单位 states of itself. `unit` is chosen, because the division does not always tell it.',
  });
export type OrganisationInput = z.infer<typeof OrganisationInput>;

export const Organisation = z
  .strictObject({
    ...OrganisationInput.shape,
    version: z.int().min(1),
    updatedAt: Instant,
  })
  .meta({
    id: 'Organisation',
    description:
      'The organisation as stored: `version` counts its writes from 1, `updatedAt` is an ISO instant.',
  });
export type Organisation = z.infer<typeof Organisation>;

/** 复工复产企业: it has resumed work or is about to. One that never stopped has nothing to resume. */
export function isResuming(organisation: Pick<OrganisationInput, 'resumption'>): boolean {
  return organisation.resumption === 'resumed' || organisation.resumption === 'resuming';
}

/** The size class by the figures that the organisation stated. */
export function sizeClassOf(
  organisation: Pick<OrganisationInput, 'industry' | 'staff' | 'revenueWan' | 'assetsWan'>,
): SizeClass {
  return sizeClass(organisation.industry, organisation);
}
