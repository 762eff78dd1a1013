import { isDeepStrictEqual } from 'node:util';
import type { Status } from '#domain/appointments/appointment.ts';
import { transitions } from '#domain/appointments/transitions.ts';
import type { Changed } from './books.ts';

type Versioned = { id: string; version: number };

/** What must hold of every single write, in words; nothing when it does. */
export function wrongWith(changed: Changed): string[] {
  switch (changed.of) {
    case 'appointment':
      return [...nextVersion(changed), ...possible(changed.before?.status, changed.after?.status)];
    case 'task':
      return [...nextVersion(changed), ...closedForGood(changed)];
    case 'shift':
      return [...nextVersion(changed), ...withinItsMinutes(changed)];
    case 'paper':
      return changed.before === undefined || isDeepStrictEqual(changed.before, changed.after)
        ? []
        : [`what is written for good was changed: ${JSON.stringify(changed)}`];
  }
}

function nextVersion({
  before,
  after,
}: {
  before: Versioned | undefined;
  after: Versioned | undefined;
}): string[] {
  if (!after) return [`${before?.id} was removed`];
  const wanted = (before?.version ?? 0) + 1;
  return after.version === wanted ? [] : [`${after.id} went to version ${after.version}, not ${wanted}`];
}

const steps: Partial<Record<Status, Status>>[] = Object.values(transitions);

function possible(from: Status | undefined, to: Status | undefined): string[] {
  const known =
    from === undefined ? to === 'IN_REVIEW' || to === 'QUEUED' : steps.some((step) => step[from] === to);
  return known ? [] : [`an appointment went from ${from} to ${to}`];
}

function closedForGood({ before, after }: Extract<Changed, { of: 'task' }>): string[] {
  const closed = before && !['OPEN', 'CLAIMED'].includes(before.status);
  return closed ? [`task ${before.id} was ${before.status} and became ${after?.status}`] : [];
}

const withinItsMinutes = ({ after }: Extract<Changed, { of: 'shift' }>): string[] =>
  !after || (after.remaining >= 0 && after.remaining <= after.minutes)
    ? []
    : [`shift ${after.id} has ${after.remaining} of ${after.minutes} minutes left`];
