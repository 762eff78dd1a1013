import * as z from 'zod';
import { Organisation } from '#domain/organisations/organisation.ts';
import { codec } from '#store/dynamodb/codec.ts';
import { insert, read, replace } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

export const organisations = codec({
  name: 'organisations/organisation',
  table: 'organisations',
  // A row says more than the organisation does: its version, and what a later index may need.
  schema: z.object(Organisation.shape),
});

export const findOrganisation = (code: string): Promise<Organisation | undefined> =>
  read(organisations, { code });

/** The first version is new, a later one replaces the one before it. */
export const writeOrganisation = (organisation: Organisation): Write =>
  organisation.version === 1
    ? insert(organisations, organisation, versionConflict)
    : replace(organisations, organisation, organisation.version - 1, versionConflict);
