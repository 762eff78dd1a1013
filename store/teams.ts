import { Team } from '#domain/capacity.ts';
import type { UnitId } from '#domain/units.ts';
import { insert, query, replace } from '#store/rows.ts';
import { versionConflict, type Write } from '#store/transaction.ts';

/** A unit's teams: a handful. */
export const listTeams = async (unit: UnitId): Promise<Team[]> =>
  (await query({ table: 'teams', partition: ['unit', unit], limit: 100 }, Team, ['id'])).items;

/** The first version is new, a later one replaces the one before it. Shifts keep the vehicle they were planned with. */
export const writeTeam = (team: Team): Write =>
  team.version === 1
    ? insert('teams', 'unit', team, versionConflict)
    : replace('teams', team, team.version - 1, versionConflict);
