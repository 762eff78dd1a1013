/** What several resources say alike. */
import * as z from 'zod';
import type { RouteDefinition } from '#contract/types.ts';
import { InstitutionId } from '#domain/units/institution.ts';

export type Routes = Record<string, RouteDefinition>;

/** Everybody who works for a unit, but its operators. */
export const staff = ['clerk', 'dispatcher', 'technician', 'approver', 'leader'] as const;

export const Id = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z-]{0,99}$/);

export const IdParameter = z.strictObject({ id: Id });
export type IdParameter = z.infer<typeof IdParameter>;

export const InstitutionParameter = z.strictObject({ institution: InstitutionId });
export type InstitutionParameter = z.infer<typeof InstitutionParameter>;

/** What every list takes: how many, and where the page before ended. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(1000).optional(),
};

/** What every list gives: the items, and the cursor of the next page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
