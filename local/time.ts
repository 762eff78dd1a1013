import type { DatabaseSync } from 'node:sqlite';
import { MovableClock } from './clock.ts';
import type { Schedules } from './events/schedules.ts';
import { readSetting, writeSetting } from './journal.ts';

const OFFSET = 'clock-offset';

/** A clock that flows and is as far ahead as the last run's was: what was written with its time is never in the future. */
export const resumedClock = (journal: DatabaseSync): MovableClock =>
  new MovableClock({ flowing: true, offset: Number(readSetting(journal, OFFSET) ?? 0) });

type Services = {
  readonly clock: MovableClock;
  readonly journal: DatabaseSync;
  readonly schedules: Schedules;
  /** Resolves when nothing is under way. */
  readonly settle: () => Promise<void>;
  /** Done at the end of each move, at the new time. */
  readonly arrived: () => Promise<void>;
};

/**
 * Moves of the clock, one after the other. How far it is ahead is kept at every step, so that a process that ends in
 * the middle of a move goes on from where it was.
 */
export function mover({ clock, journal, schedules, settle, arrived }: Services) {
  let last: Promise<void> = Promise.resolve();
  const saveOffset = () => writeSetting(journal, OFFSET, String(clock.offset));
  const move = async (milliseconds: number): Promise<void> => {
    await schedules.duringMove(milliseconds, () =>
      clock.advance(milliseconds, async () => {
        saveOffset();
        await settle();
      }),
    );
    saveOffset();
    await arrived();
    await settle();
  };
  /** Moves the clock forward; resolves when all that fell due on the way has been done. */
  return (milliseconds: number): Promise<void> => {
    const moved = last.then(() => move(milliseconds));
    // One that fails is reported to whoever asked for it, and does not hold up the next.
    last = moved.catch(() => {});
    return moved;
  };
}
