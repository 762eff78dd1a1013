import { claim, release, requireOpen, type Task } from '#domain/tasks/task.ts';
import type { Caller } from '#functions/caller.ts';
import { once } from '#functions/idempotency/once.ts';
import { visibleTask } from '#functions/scope/visible-task.ts';
import { commit, withFreshRead } from '#store/dynamodb/transaction.ts';
import { updateTask } from '#store/tasks/tasks.ts';

/** Claims a task. @throws Problem TaskClaimed, AlreadyDecided, TaskClosed, NotACandidate, NotFound. */
export const claimTask = (request: { id: string }, caller: Caller) =>
  changeOpenTask(request, caller, (task) => claim(task, caller.principal, caller.now.at));

/** Gives a claimed task back. @throws Problem as claiming. */
export const releaseTask = (request: { id: string }, caller: Caller) =>
  changeOpenTask(request, caller, (task) => release(task, caller.principal));

const changeOpenTask = ({ id }: { id: string }, caller: Caller, change: (task: Task) => Task) =>
  once<{ id: string }, { task: Task }>(caller, 200, {
    act: (remember) =>
      withFreshRead(async () => {
        const present = requireOpen((await visibleTask(id, caller.principal)).task);
        const next = change(present);
        await commit([remember({ id }), ...(next === present ? [] : [updateTask(next)])]);
        return { task: next };
      }),
    again: async () => ({ task: (await visibleTask(id, caller.principal)).task }),
  });
