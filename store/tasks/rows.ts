import * as z from 'zod';
import type { Role } from '#domain/people/principal.ts';
import type { Lane } from '#domain/policy/lane.ts';
import { TaskSummary } from '#domain/tasks/summary.ts';
import { isOpen, Task } from '#domain/tasks/task.ts';
import { codec, type Row } from '#store/dynamodb/codec.ts';

const PREFIX = 'task#';

/** The sort key of a task in its appointment's partition: what in its id follows the appointment's. */
const taskItem = (id: string): string => PREFIX + id.slice(id.indexOf('-') + 1);

/** The id is not stored: it follows from the keys. */
const Keyed = z.looseObject({ appointmentId: z.string(), item: z.string().startsWith(PREFIX) }).transform(
  (row): Row => ({
    ...row,
    id: `${row.appointmentId}-${row.item.slice(PREFIX.length)}`,
  }),
);

const TaskRow = z.intersection(
  Task,
  // Under which request it was decided, so that a retry is known again: digests of its key and of itself.
  z.object({ decidedUnder: z.string().optional() }),
);
export type TaskRow = z.infer<typeof TaskRow>;

const priority: Record<Lane, number> = { emergency: 0, green: 1, standard: 2 };

/** Tasks of one role and lane lie together: `clerk#1`. */
const groupOf = (role: Role, lane: Lane): string => `${role}#${priority[lane]}`;

type Listed = Pick<Task, 'candidates' | 'lane' | 'escalatedAt' | 'dueAt' | 'id'>;

/**
 * The place in the work lists of an institution: by role, the fastest lane first, in it what was escalated, then what is
 * due first. What is overdue and not escalated yet is a range of each role and lane.
 */
export function taskKey({ candidates: [own], lane, escalatedAt, dueAt, id }: Listed): string {
  if (!own) throw new RangeError(`nobody can do ${id}`);
  // `!` sorts before `#`.
  return `${groupOf(own.role, lane)}${escalatedAt === null ? '#' : '!'}${dueAt}#${id}`;
}

/** Only open tasks carry the keys of the work lists, so the indexes hold nothing else. */
function listKeys(task: TaskRow): Row {
  if (!isOpen(task)) return {};
  const [own, above] = task.candidates;
  return {
    taskKey: taskKey(task),
    taskInstitution: own?.institution,
    escalatedInstitution: above?.institution,
  };
}

export const tasks = codec<TaskRow>({
  name: 'appointments/task',
  table: 'appointments',
  schema: Keyed.pipe(TaskRow),
  holds: ({ item }) => typeof item === 'string' && item.startsWith(PREFIX),
  keys: (task) => ({ id: undefined, item: taskItem(task.id), ...listKeys(task) }),
});

/** What the work lists hold of a task. */
export const taskSummaries = tasks.summary(Keyed.pipe(TaskSummary));
