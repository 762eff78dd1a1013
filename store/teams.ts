import { Team } from '#domain/capacity.ts';
import type { UnitId } from '#domain/units.ts';
import { insert, query } from '#store/rows.ts';
import { versionConflict, type Write } from '#store/transaction.ts';

/** A unit's teams: a handful. */
export const listTeams = async (unit: UnitId): Promise<Team[]> =>
  (await query({ table: 'teams', partition: ['unit', unit], limit: 100 }, Team, ['id'])).items;

export const createTeam = (team: Team): Write => insert('teams', 'unit', team, versionConflict);
