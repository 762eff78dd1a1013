import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { monotonicFactory, ulid } from 'ulid';

/** Everything that is not decided by what is stored, asked or the clock. */
export type Chance = {
  /** A number from 0 to 1, 1 excluded, that nobody can guess. */
  random(): number;
  pause(milliseconds: number): Promise<void>;
};

const STEPS = 2 ** 32;
const real: Chance = {
  random: () => randomInt(STEPS) / STEPS,
  pause: async (milliseconds) => {
    await wait(milliseconds);
  },
};

let source = real;
let nextInOrder = monotonicFactory(() => source.random());

/** Lets somebody else roll the dice and wait: a simulation, which must be able to repeat itself. Without one, chance itself. */
export function useChance(chance: Chance = real): void {
  source = chance;
  nextInOrder = monotonicFactory(() => source.random());
}

export const random = (): number => source.random();

export const pause = (milliseconds: number): Promise<void> => source.pause(milliseconds);

/** An id that nobody else has, ordered by time. */
export const newId = (nowMs: number): string => ulid(nowMs, random);

/** The same, and within a process one always comes after the one before. */
export const nextId = (nowMs: number): string => nextInOrder(nowMs);
