import type { TaskSummary } from '#domain/tasks/summary.ts';
import type { Candidate, Task } from '#domain/tasks/task.ts';
import type { InstitutionId } from '#domain/units/institution.ts';
import { decodeCursor, encodeCursor, notACursor } from '#store/dynamodb/cursors.ts';
import { insert, type Page, query, queryRows, replace } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';
import { taskKey, taskSummaries, tasks } from '#store/tasks/rows.ts';

/** A task that was not asked for before. */
export const createTask = (task: Task): Write => insert(tasks, task, versionConflict);

/** The next version of a task; `decidedUnder` says which request has decided it. */
export const updateTask = (next: Task, decidedUnder?: string): Write =>
  replace(tasks, { ...next, ...(decidedUnder && { decidedUnder }) }, next.version - 1, versionConflict);

const PAGE = 100;

type Listing = { limit: number; cursor?: string | undefined };

/**
 * What a candidate group has to do, its own and what was escalated to it: the fastest lane first, then what is due
 * first. Both lists have one order, so the key of the last one shown is where either goes on.
 */
export async function listOpenTasks(
  group: Candidate,
  { limit, cursor }: Listing,
): Promise<Page<TaskSummary>> {
  const after = cursor === undefined ? undefined : placeOf(cursor, group);
  const [own, escalated] = await Promise.all([
    workList('tasks-by-institution', 'taskInstitution', group, limit, after),
    workList('tasks-by-escalation', 'escalatedInstitution', group, limit, after),
  ]);
  const found = [...own, ...escalated].sort((a, b) => (taskKey(a) < taskKey(b) ? -1 : 1));
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const mayBeMore = found.length >= limit && last !== undefined;
  return { items, next: mayBeMore ? encodeCursor([taskKey(last)]) : null };
}

/** @throws Problem Validation for a place in another list, from which a range could not be read. */
function placeOf(cursor: string, { role }: Candidate): string {
  const [place = ''] = decodeCursor(cursor, 1);
  if (!place.startsWith(`${role}#`) || !/^\w+#\d[!#]/.test(place)) throw notACursor();
  return place;
}

/** As many as asked for, if there are so many: one that cannot be read hides none behind it. */
async function workList(
  index: string,
  partition: 'taskInstitution' | 'escalatedInstitution',
  { role, institution }: Candidate,
  limit: number,
  after: string | undefined,
): Promise<TaskSummary[]> {
  const found: TaskSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await query(
      {
        table: 'appointments',
        index,
        partition: [partition, institution],
        sort: {
          name: 'taskKey',
          // What follows a key also follows it with the lowest character more.
          from: after === undefined ? `${role}#` : `${after}!`,
          to: `${role}#~`,
        },
        limit,
        cursor,
      },
      taskSummaries,
    );
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && found.length < limit);
  return found;
}

/**
 * Open tasks of an institution that were due before an ISO instant and are not escalated yet, the longest overdue of
 * each role and lane first. A role and lane in which nothing is open costs nothing; each other one a request or two.
 */
export async function* overdueTasks(institution: InstitutionId, before: string): AsyncGenerator<TaskSummary> {
  const partition: [string, string] = ['taskInstitution', institution];
  const list = { table: 'appointments', index: 'tasks-by-institution', partition } as const;
  for (let from = '!'; ; ) {
    const { rows } = await queryRows({ ...list, sort: { name: 'taskKey', from }, limit: 1 });
    const [first] = rows;
    if (!first) return;
    const group = /^\w+#\d/.exec(String(first.taskKey))?.[0] ?? '';
    const overdue = { name: 'taskKey', from: `${group}#`, to: `${group}#${before}` };
    let cursor: string | undefined;
    do {
      const page = await query({ ...list, sort: overdue, limit: PAGE, cursor }, taskSummaries);
      yield* page.items;
      cursor = page.next ?? undefined;
    } while (cursor);
    from = `${group}#~`;
  }
}
