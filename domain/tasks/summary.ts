import * as z from 'zod';
import { Person } from '#domain/people/person.ts';
import { taskFields } from '#domain/tasks/task.ts';

const { organisationCode: _code, excluded: _excluded, ...shown } = taskFields;

export const TaskSummary = z
  .object({ ...shown, status: z.enum(['OPEN', 'CLAIMED']), claimedBy: Person.optional() })
  .meta({ id: 'TaskSummary', description: 'An open task as a work list shows it.' });
export type TaskSummary = z.infer<typeof TaskSummary>;
