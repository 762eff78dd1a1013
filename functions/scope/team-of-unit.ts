import type { Team } from '#domain/dispatch/capacity.ts';
import { fieldProblem } from '#domain/problem.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { listTeams } from '#store/dispatch/teams.ts';

/** @throws Problem Validation when the unit has no such team. */
export async function teamOfUnit(unit: UnitId, teamId: string): Promise<Team> {
  const team = (await listTeams(unit)).find(({ id }) => id === teamId);
  if (!team) throw fieldProblem('/teamId', '本单位没有该小分队。', 'The unit has no such team.');
  return team;
}
