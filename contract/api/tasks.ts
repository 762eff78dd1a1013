import * as z from 'zod';
import { ProblemDetail } from '#contract/problems.ts';
import { Appointment } from '#domain/appointments/appointment.ts';
import { MAXIMUM_LINES } from '#domain/appointments/parts.ts';
import { Decision } from '#domain/tasks/outcome.ts';
import { decidingRoles, steps } from '#domain/tasks/steps.ts';
import { TaskSummary } from '#domain/tasks/summary.ts';
import { Task } from '#domain/tasks/task.ts';
import { problem } from '#domain/text.ts';
import { LineResult } from '#domain/verification/result.ts';
import { Id, IdParameter, pageOf, pageQuery, type Routes } from './common.ts';

export const TaskQuery = z.strictObject({
  /** Which of the caller's roles; by default the first of those that decide anything and that the caller has. */
  role: z.enum(decidingRoles).optional(),
  ...pageQuery,
});
export type TaskQuery = z.infer<typeof TaskQuery>;

export const TaskPage = pageOf(TaskSummary).meta({
  id: 'TaskPage',
  description: 'A page of tasks, the fastest lane first.',
});
export type TaskPage = z.infer<typeof TaskPage>;

export const TaskDetail = z
  .object({ task: Task, appointment: Appointment, mayDecide: z.boolean() })
  .meta({ id: 'TaskDetail', description: 'The task, and what it is about.' });
export type TaskDetail = z.infer<typeof TaskDetail>;

export const TaskResponse = z
  .object({ task: Task })
  .meta({ id: 'TaskResponse', description: 'The task as it now stands.' });
export type TaskResponse = z.infer<typeof TaskResponse>;

export const DecisionRequest = z
  .strictObject({
    decision: Decision,
    /** The version that the person saw; decided meanwhile by somebody else, it is refused. */
    version: z.int().min(1).optional(),
  })
  .meta({ id: 'DecisionRequest', description: 'A decision, on the version that the person saw.' });
export type DecisionRequest = z.infer<typeof DecisionRequest>;

export const BulkDecisionRequest = z
  .strictObject({
    items: z
      .array(z.strictObject({ task: Id, ...DecisionRequest.shape }))
      .min(1)
      .max(50)
      .refine(
        (items) => new Set(items.map(({ task }) => task)).size === items.length,
        problem('task-repeated', { zh: '同一待办只能出现一次。', en: 'Each task stands here only once.' }),
      ),
  })
  .meta({ id: 'BulkDecisionRequest', description: 'Decisions on several tasks.' });
export type BulkDecisionRequest = z.infer<typeof BulkDecisionRequest>;

const DecidedItem = z
  .object({ ok: z.literal(true), task: z.string(), result: Task })
  .meta({ id: 'DecidedItem', description: 'A task of several that was decided.' });
const RefusedItem = z
  .object({ ok: z.literal(false), task: z.string(), problem: ProblemDetail })
  .meta({ id: 'RefusedItem', description: 'A task of several that was not decided, and why.' });

export const BulkDecisionResponse = z
  .object({
    items: z.array(z.discriminatedUnion('ok', [DecidedItem, RefusedItem])),
    decided: z.int(),
    refused: z.int(),
  })
  .meta({ id: 'BulkDecisionResponse', description: 'A result for each task, in the order of the request.' });
export type BulkDecisionResponse = z.infer<typeof BulkDecisionResponse>;

export const ResultsRequest = z
  .strictObject({
    results: z.array(LineResult).min(1).max(MAXIMUM_LINES),
    version: z.int().min(1).optional(),
  })
  .meta({ id: 'ResultsRequest', description: 'The results of a test, one per line.' });
export type ResultsRequest = z.infer<typeof ResultsRequest>;

/** What keeps a task from being claimed or given back, and then from being decided. */
const held = ['NotACandidate', 'AlreadyDecided', 'TaskClosed', 'TaskClaimed', 'VersionConflict'] as const;
const decided = [...held, 'IllegalTransition', 'Cancelled'] as const;

export const taskRoutes = {
  listTasks: {
    method: 'GET',
    path: '/tasks',
    function: 'api-tasks',
    roles: decidingRoles,
    summary: 'List what the caller’s groups have to decide, the fastest lane first 待办列表',
    query: TaskQuery,
    status: 200,
    response: TaskPage,
  },
  readTask: {
    method: 'GET',
    path: '/tasks/{id}',
    function: 'api-tasks',
    roles: [...decidingRoles, 'leader'],
    summary: 'Read a task and the appointment it is about 待办详情',
    parameters: IdParameter,
    status: 200,
    response: TaskDetail,
  },
  claimTask: {
    method: 'POST',
    path: '/tasks/{id}/claim',
    function: 'api-tasks',
    roles: decidingRoles,
    summary: 'Claim a task, so that others leave it alone 签收',
    parameters: IdParameter,
    status: 200,
    response: TaskResponse,
    idempotent: true,
    refusals: held,
  },
  releaseTask: {
    method: 'POST',
    path: '/tasks/{id}/release',
    function: 'api-tasks',
    roles: decidingRoles,
    summary: 'Give a claimed task back to the group 退回待办池',
    parameters: IdParameter,
    status: 200,
    response: TaskResponse,
    idempotent: true,
    refusals: held,
  },
  decideTask: {
    method: 'POST',
    path: '/tasks/{id}/decision',
    function: 'api-tasks',
    roles: decidingRoles,
    summary: 'Decide a task 办理',
    parameters: IdParameter,
    body: DecisionRequest,
    status: 200,
    response: TaskResponse,
    idempotent: true,
    refusals: decided,
  },
  recordResults: {
    method: 'POST',
    path: '/tasks/{id}/results',
    function: 'api-tasks',
    roles: [steps.test.role],
    summary: 'Record the results of a test, one per line 录入检定结果',
    parameters: IdParameter,
    body: ResultsRequest,
    status: 200,
    response: TaskResponse,
    idempotent: true,
    refusals: decided,
  },
  decideTasks: {
    method: 'POST',
    path: '/tasks/decisions',
    function: 'api-tasks',
    roles: decidingRoles,
    summary: 'Decide many tasks, with a result for each 批量办理',
    body: BulkDecisionRequest,
    status: 200,
    response: BulkDecisionResponse,
    idempotent: true,
  },
} as const satisfies Routes;
