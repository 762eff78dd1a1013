import { taskRoutes } from '#contract/api/tasks.ts';
import { defineApi } from '#functions/define-api.ts';
import { claimTask, releaseTask } from '#functions/use-cases/tasks/claim.ts';
import { decideTask } from '#functions/use-cases/tasks/decide.ts';
import { decideTasks } from '#functions/use-cases/tasks/decide-many.ts';
import { listTasks } from '#functions/use-cases/tasks/list-tasks.ts';
import { readTask } from '#functions/use-cases/tasks/read-task.ts';
import { recordResults } from '#functions/use-cases/tasks/record-results.ts';

export const handler = defineApi(taskRoutes, {
  listTasks,
  readTask,
  claimTask,
  releaseTask,
  decideTask,
  recordResults,
  decideTasks,
});
