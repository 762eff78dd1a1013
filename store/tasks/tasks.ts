import type { Role } from '#domain/people/principal.ts';
import type { Lane } from '#domain/policy/lane.ts';
import { Problem } from '#domain/problem.ts';
import { isOpen, Task } from '#domain/tasks/task.ts';
import type { UnitId } from '#domain/units/unit.ts';
import { physicalName } from '#store/dynamodb/client.ts';
import { insert, type Page, query, read, replace } from '#store/dynamodb/rows.ts';
import { versionConflict, type Write } from '#store/dynamodb/transaction.ts';

const priority: Record<Lane, number> = { emergency: 0, green: 1, standard: 2 };

/**
 * Only open tasks carry the keys of the work lists, so the indexes hold nothing else. What was escalated is swept no
 * more: it would hide what is behind it.
 */
const row = (task: Task) => ({
  ...task,
  ...(isOpen(task) && {
    openGroup: `${task.candidates.role}#${task.candidates.unit}`,
    listKey: `${priority[task.lane]}#${task.dueAt}#${task.id}`,
    ...(task.escalatedAt === null && { open: 'open', dueKey: `${task.dueAt}#${task.id}` }),
  }),
});

export const findTask = (id: string): Promise<Task | undefined> => read('tasks', { id }, Task);

/** @throws Problem NotFound. */
export async function getTask(id: string): Promise<Task> {
  const task = await findTask(id);
  if (!task) throw new Problem('NotFound');
  return task;
}

export const createTask = (task: Task): Write => insert('tasks', 'id', row(task), versionConflict);

export const updateTask = (next: Task): Write =>
  replace('tasks', row(next), next.version - 1, versionConflict);

/** What a candidate group has to do: the fastest lane first, then what is due first. */
export const listOpenTasks = (
  role: Role,
  unit: UnitId,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<Task>> =>
  query({ table: 'tasks', index: 'by-group', partition: ['openGroup', `${role}#${unit}`], ...page }, Task, [
    'listKey',
    'id',
  ]);

/** All tasks of an appointment, of every revision: a few dozen at the most. */
export async function listTasksOf(appointmentId: string): Promise<Task[]> {
  const tasks: Task[] = [];
  let cursor: string | undefined;
  do {
    const page = await query(
      {
        table: 'tasks',
        index: 'by-appointment',
        partition: ['appointmentId', appointmentId],
        limit: 100,
        cursor,
      },
      Task,
      ['id'],
    );
    tasks.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return tasks;
}

/** Open tasks that were due before an ISO instant, the longest overdue first. */
export const listOverdueTasks = (before: string, limit: number, cursor?: string): Promise<Page<Task>> =>
  query(
    {
      table: 'tasks',
      index: 'by-due',
      partition: ['open', 'open'],
      sort: { name: 'dueKey', to: before },
      limit,
      cursor,
    },
    Task,
    ['dueKey', 'id'],
  );

/** Holds a transaction to what was read of the task, without changing it. */
export const requireTaskVersion = ({ id, version }: Task): Write => ({
  item: {
    ConditionCheck: {
      TableName: physicalName('tasks'),
      Key: { id },
      ConditionExpression: '#version = :version',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':version': version },
    },
  },
  refused: versionConflict,
});
