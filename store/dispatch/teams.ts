import { Team } from '#domain/dispatch/capacity.ts';
import type { InstitutionId } from '#domain/units/institution.ts';
import { codec } from '#store/dynamodb/codec.ts';
import { insert, query, replace } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

export const teams = codec({ name: 'teams/team', table: 'teams', schema: Team });

/** An institution's teams: a handful. */
export const listTeams = async (institution: InstitutionId): Promise<Team[]> =>
  (await query({ table: 'teams', partition: ['institution', institution] }, teams)).items;

/** The first version is new, a later one replaces the one before it. Shifts keep the vehicle they were planned with. */
export const writeTeam = (team: Team): Write =>
  team.version === 1
    ? insert(teams, team, versionConflict)
    : replace(teams, team, team.version - 1, versionConflict);
