import type { Team } from '#domain/dispatch/capacity.ts';
import { fieldProblem } from '#domain/problem.ts';
import type { InstitutionId } from '#domain/units/institution.ts';
import { listTeams } from '#store/dispatch/teams.ts';

/** @throws Problem Validation when the institution has no such team. */
export async function teamOfInstitution(institution: InstitutionId, teamId: string): Promise<Team> {
  const team = (await listTeams(institution)).find(({ id }) => id === teamId);
  if (!team) throw fieldProblem('/teamId', '本机构没有该小分队。', 'The institution has no such team.');
  return team;
}
