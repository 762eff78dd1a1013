import { schedules } from '#contract/index.ts';
import type { ScheduleDefinition } from '#contract/types.ts';
import type { Timer } from '#stepfunctions';
import type { Agenda } from './agenda.ts';
import type { Deliveries } from './deliveries.ts';

const MINUTE_MS = 60_000;
/** While nothing is written, a run finds what the one before it found: it comes round every few days, as after an outage. */
const IDLE_MINUTES = 3 * 24 * 60;

/** The schedules of the contract. */
export class Schedules {
  readonly #all: Schedule[];

  constructor(agenda: Agenda, deliveries: Deliveries) {
    this.#all = Object.values(schedules).map((definition) => new Schedule(definition, agenda, deliveries));
  }

  /** Something was written: they come round as often as they should. */
  wake(): void {
    for (const schedule of this.#all) schedule.wake();
  }
}

class Schedule {
  readonly #definition: ScheduleDefinition;
  readonly #agenda: Agenda;
  readonly #deliveries: Deliveries;
  #minutes: number;
  #due = 0;
  #timer: Timer | undefined;

  constructor(definition: ScheduleDefinition, agenda: Agenda, deliveries: Deliveries) {
    this.#definition = definition;
    this.#agenda = agenda;
    this.#deliveries = deliveries;
    this.#minutes = definition.everyMinutes;
    this.#arm();
  }

  wake(): void {
    const { everyMinutes } = this.#definition;
    this.#minutes = everyMinutes;
    if (this.#due <= this.#agenda.now() + everyMinutes * MINUTE_MS) return;
    this.#timer?.cancel();
    this.#arm();
  }

  #arm(): void {
    this.#due = this.#agenda.now() + this.#minutes * MINUTE_MS;
    this.#timer = this.#agenda.background(this.#minutes * MINUTE_MS, () => {
      this.#deliveries.deliver(this.#definition, {});
      this.#minutes = IDLE_MINUTES;
      this.#arm();
    });
  }
}
