import type { Team } from '#domain/dispatch/capacity.ts';
import { mayActFor } from '#domain/people/principal.ts';
import { fieldProblem, Problem } from '#domain/problem.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { dispatchNeeded } from '#functions/writes/dispatch.ts';
import { division } from '#policies/divisions.ts';
import { listTeams, writeTeam } from '#store/dispatch/teams.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';

/** Forms a team of one's own unit, or changes it, and wakes the dispatcher. @throws Problem NotFound, Validation. */
export const formTeam = (request: Omit<Team, 'version'>, caller: Caller) =>
  once<{ team: Team }>(caller, 200, (saveAnswer) =>
    withFreshRead(async () => {
      if (!mayActFor(caller.principal, request.unit)) throw new Problem('NotFound');
      if (!division(request.base))
        throw fieldProblem('/base', '没有该区划代码。', 'There is no such division.');
      const present = (await listTeams(request.unit)).find(({ id }) => id === request.id);
      const team = { ...request, version: (present?.version ?? 0) + 1 };
      const answer = { team };
      await commit([saveAnswer(answer), writeTeam(team), dispatchNeeded(team.unit, caller.now.ms)]);
      return answer;
    }),
  );
