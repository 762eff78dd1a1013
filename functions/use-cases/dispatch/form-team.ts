import type { Team } from '#domain/dispatch/capacity.ts';
import { mayPlanFor } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { teamOfInstitution } from '#functions/scope/team-of-institution.ts';
import { division } from '#policies/divisions.ts';
import { listTeams, writeTeam } from '#store/dispatch/teams.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';

/** Forms a team of one's own institution, or changes it. @throws Problem NotFound, Validation. */
export const formTeam = (request: Omit<Team, 'version'>, caller: Caller) =>
  once<{ id: string }, { team: Team }>(caller, 200, {
    act: (remember) =>
      withFreshRead(async () => {
        const { institution, base, id } = request;
        if (!mayPlanFor(caller.principal, institution)) throw new Problem('NotFound');
        if (!division(base)) throw fieldProblem('/base', '没有该区划代码。', 'There is no such division.');
        const present = (await listTeams(institution)).find((each) => each.id === id);
        const team = { ...request, version: (present?.version ?? 0) + 1 };
        await commit([remember({ id }), writeTeam(team)]);
        return { team };
      }),
    again: async ({ id }) => ({ team: await teamOfInstitution(request.institution, id) }),
  });
