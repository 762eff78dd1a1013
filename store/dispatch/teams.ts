import { Team } from '#domain/dispatch/capacity.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { insert, query, replace } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

/** A unit's teams: a handful. */
export const listTeams = async (unit: UnitId): Promise<Team[]> =>
  (await query({ table: 'teams', partition: ['unit', unit], limit: 100 }, Team, ['id'])).items;

/** The first version is new, a later one replaces the one before it. Shifts keep the vehicle they were planned with. */
export const writeTeam = (team: Team): Write =>
  team.version === 1
    ? insert('teams', 'unit', team, versionConflict)
    : replace('teams', team, team.version - 1, versionConflict);
