import { Organisation } from '#domain/organisations/organisation.ts';
import { insert, read, replace } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

export const findOrganisation = (code: string): Promise<Organisation | undefined> =>
  read('organisations', { code }, Organisation);

/** The first version is new, a later one replaces the one before it. */
export const writeOrganisation = (organisation: Organisation): Write =>
  organisation.version === 1
    ? insert('organisations', 'code', organisation, versionConflict)
    : replace('organisations', organisation, organisation.version - 1, versionConflict);
