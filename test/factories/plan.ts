import { type Shift, type Team, take } from '#domain/dispatch/capacity.ts';
import { type Placement, place } from '#domain/dispatch/placement.ts';
import type { QueueEntry } from '#domain/dispatch/queue.ts';
import type { LocalDate } from '#domain/time/calendar.ts';

/**
 * What a dispatcher that knew everything would do with a queue in the order of rank: each gets the best place that those
 * before it left, and one that fits nowhere does not hold up the ones behind it.
 */
export function plan(
  queue: readonly QueueEntry[],
  shifts: readonly Shift[],
  teams: ReadonlyMap<string, Team>,
  today: LocalDate,
): { entry: QueueEntry; placement: Placement | null }[] {
  const left = new Map(shifts.map((shift) => [shift.id, shift]));
  return queue.map((entry) => {
    const placement = place(entry, [...left.values()], teams, today);
    if (placement) left.set(placement.shift.id, take(placement.shift, placement.minutes));
    return { entry, placement };
  });
}
