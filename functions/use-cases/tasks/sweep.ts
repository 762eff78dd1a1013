import { isTerminal } from '#domain/appointments/appointment.ts';
import { Problem } from '#domain/problem.ts';
import { stepDefinition } from '#domain/tasks/steps.ts';
import { cancelTask, escalate, isOpen, type Task } from '#domain/tasks/task.ts';
import { hoursAfter } from '#domain/time/instant.ts';
import type { Moment } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';
import { getAppointment } from '#store/appointments/appointments.ts';
import { commit } from '#store/dynamodb/transaction.ts';
import { listOverdueTasks, updateTask } from '#store/tasks/tasks.ts';

const SECOND_CHANCE_HOURS = 24;
const PAGE = 100;
const MAXIMUM_PAGES = 10;

/**
 * Takes overdue tasks of the verification to the people of the same role one level up (强制检定管理办法 art. 5: lacking
 * capability, one level up), so that a group with nobody left never waits for ever.
 */
export async function sweepDeadlines({ ms, at }: Moment): Promise<{ escalated: number; overdue: number }> {
  const sum = { escalated: 0, overdue: 0 };
  let cursor: string | undefined;
  for (let page = 0; page < MAXIMUM_PAGES; page++) {
    const { items, next } = await listOverdueTasks(at, PAGE, cursor);
    sum.overdue += items.length;
    for (const task of items) if (await sweep(task, ms, at)) sum.escalated++;
    if (!next) return sum;
    cursor = next;
  }
  return sum;
}

async function sweep(task: Task, ms: number, at: string): Promise<boolean> {
  if (!isOpen(task)) return false;
  const dueAt = hoursAfter(ms, SECOND_CHANCE_HOURS);
  const orphan = await isOrphan(task);
  if (!orphan && (stepDefinition(task.step).escalatedBy !== 'sweeper' || task.escalatedAt !== null))
    return false;
  try {
    await commit([updateTask(orphan ? cancelTask(task, at) : escalate(task, at, dueAt))]);
    log.info(orphan ? 'orphaned task closed' : 'task escalated', { task: task.id });
    return !orphan;
  } catch (error) {
    // Somebody decided or claimed it at this very moment: all the better.
    if (error instanceof Problem && error.code === 'VersionConflict') return false;
    throw error;
  }
}

/**
 * Whether what the task was about has ended. The release finds open tasks through an index, which may not have shown
 * yet one that was opened a moment before.
 */
async function isOrphan({ appointmentId, revision }: Task): Promise<boolean> {
  const appointment = await getAppointment(appointmentId);
  return appointment.revision !== revision || isTerminal(appointment.status);
}
