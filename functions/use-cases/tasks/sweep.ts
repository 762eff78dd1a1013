import { isTerminal } from '#domain/appointments/appointment.ts';
import { Problem } from '#domain/problem.ts';
import { stepDefinition } from '#domain/tasks/steps.ts';
import type { TaskSummary } from '#domain/tasks/summary.ts';
import { cancelTask, escalate, isOpen, type OpenTask } from '#domain/tasks/task.ts';
import { hoursAfter } from '#domain/time/instant.ts';
import { InstitutionId } from '#domain/units/institution.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';
import { type File, getFile } from '#store/appointments/file.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import { overdueTasks, updateTask } from '#store/tasks/tasks.ts';

const SECOND_CHANCE_HOURS = 24;
/** What a run looks at of one institution; the next one goes on. */
const MAXIMUM_TASKS = 1000;

type Swept = { escalated: number; overdue: number };

/**
 * Asks also the people of the same role one level up to do overdue tasks of the verification (强制检定管理办法 art. 5:
 * lacking capability, one level up), so that a group with nobody left never waits for ever.
 */
export async function sweepDeadlines(now: Moment): Promise<Swept> {
  const swept = await Promise.all(
    InstitutionId.options.map(async (institution) => {
      const sum = { escalated: 0, overdue: 0 };
      for await (const overdue of overdueTasks(institution, now.at)) {
        if (await sweep(overdue, now)) sum.escalated++;
        if (++sum.overdue >= MAXIMUM_TASKS) break;
      }
      return sum;
    }),
  );
  return swept.reduce((sum, each) => ({
    escalated: sum.escalated + each.escalated,
    overdue: sum.overdue + each.overdue,
  }));
}

async function sweep({ appointmentId, id }: TaskSummary, { ms, at }: Moment): Promise<boolean> {
  const file = await getFile(appointmentId);
  const task = file.tasks.find((each) => each.id === id);
  if (!task || !isOpen(task)) return false;
  const orphan = isOrphan(task, file);
  if (!orphan && stepDefinition(task.step).escalatedBy !== 'sweeper') return false;
  const dueAt = hoursAfter(ms, SECOND_CHANCE_HOURS);
  try {
    await commit([updateTask(orphan ? cancelTask(task, at) : escalate(task, at, dueAt))]);
    log.info(orphan ? 'orphaned task closed' : 'task escalated', { task: id });
    return !orphan;
  } catch (error) {
    // Somebody decided or claimed it at this very moment: all the better.
    if (error instanceof Problem && error.code === 'VersionConflict') return false;
    throw error;
  }
}

/** Whether what the task was about has ended: nothing of ours leaves one, and it must not be asked for ever. */
const isOrphan = (task: OpenTask, { appointment }: File): boolean =>
  appointment.revision !== task.revision || isTerminal(appointment.status);
