import type * as z from 'zod';
import type { TaskQuery } from '#contract/api/tasks.ts';
import { hasRole, type Principal, type Role } from '#domain/people/principal.ts';
import { Problem } from '#domain/problem.ts';
import { decidingRoles } from '#domain/tasks/steps.ts';
import type { Reader } from '#functions/caller.ts';
import { listOpenTasks } from '#store/tasks/tasks.ts';

type Query = z.infer<typeof TaskQuery>;

/** What the caller's group has to decide, the fastest lane first. @throws Problem Forbidden for a role one has not. */
export async function listTasks({ role, ...page }: Query, { principal }: Reader) {
  const { institution } = principal;
  if (!institution) throw new Problem('Forbidden');
  return listOpenTasks({ role: listedRole(principal, role), institution }, page);
}

/** The role whose list is asked for; one who has several says which. */
function listedRole(principal: Principal, wanted: Query['role']): Role {
  const role = wanted ?? decidingRoles.find((each) => hasRole(principal, each));
  if (!role || !hasRole(principal, role)) throw new Problem('Forbidden');
  return role;
}
