import { randomUUID } from 'node:crypto';
import type { Clock, Timer } from '#local/clock.ts';
import type { Contract } from '#local/contract.ts';
import { ACCOUNT, REGION, ruleArn } from '#local/names.ts';
import type { Deliveries } from './deliveries.ts';

const MINUTE_MS = 60_000;
/** How often a schedule fires while the clock is moved by hand, at the most. */
const TICKS_PER_MOVE = 24;

/**
 * The schedules, on the clock. A tick is a delivery like any other: retried, and in the end a dead letter.
 *
 * While the clock is moved by hand, ticks come together: 30 days of every five minutes would be 8640 runs of the same
 * function, nearly all of which find nothing. During a move a schedule fires at most 24 times, spread evenly, the last
 * time at the end of it. What a schedule does late by that, it does as it would after an outage of that length.
 */
export class Schedules {
  readonly #schedules: Contract['schedules'];
  readonly #deliveries: Deliveries;
  readonly #clock: Clock;
  #timers: Timer[] = [];

  constructor(schedules: Contract['schedules'], deliveries: Deliveries, clock: Clock) {
    this.#schedules = schedules;
    this.#deliveries = deliveries;
    this.#clock = clock;
  }

  /** Fires at the full multiples of each schedule's period, as deployed rules of one rate do from their making on. */
  start(): void {
    this.#fireEvery((everyMinutes) => {
      const period = everyMinutes * MINUTE_MS;
      return { period, first: Math.floor(this.#clock.now() / period) * period + period };
    });
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
  }

  /** Moves the clock by `milliseconds` with `move`, with fewer ticks on the way. */
  async duringMove(milliseconds: number, move: () => Promise<void>): Promise<void> {
    const shortest = Math.ceil(milliseconds / TICKS_PER_MOVE);
    const began = this.#clock.now();
    this.#fireEvery((everyMinutes) => {
      const period = everyMinutes * MINUTE_MS;
      if (period < shortest) return { period: shortest, first: began + shortest };
      return { period, first: Math.floor(began / period) * period + period };
    });
    try {
      await move();
    } finally {
      this.start();
    }
  }

  #fireEvery(plan: (everyMinutes: number) => { period: number; first: number }): void {
    this.stop();
    this.#timers = Object.entries(this.#schedules).map(([name, { everyMinutes }], index) => {
      const { period, first } = plan(everyMinutes);
      const arm = (due: number): Timer =>
        this.#clock.schedule(due, () => {
          this.#tick(name);
          // After a pause of the machine, the ticks it slept through are one.
          const missed = Math.max(0, Math.floor((this.#clock.now() - due) / period));
          this.#timers[index] = arm(due + (missed + 1) * period);
        });
      return arm(first);
    });
  }

  #tick(name: string): void {
    const schedule = this.#schedules[name];
    if (!schedule) return;
    this.#deliveries.add([
      {
        function: schedule.function,
        maximumRetries: schedule.maximumRetries,
        deadLetterQueue: schedule.deadLetterQueue,
        payload: {
          version: '0',
          id: randomUUID(),
          'detail-type': 'Scheduled Event',
          source: 'aws.events',
          account: ACCOUNT,
          time: isoSeconds(this.#clock.now()),
          region: REGION,
          resources: [ruleArn(name)],
          detail: {},
        },
      },
    ]);
  }
}

/** Events carry whole seconds. */
const isoSeconds = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
