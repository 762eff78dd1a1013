import type { Clock, Timer } from '#local/clock.ts';

/** The time that a stream gathers records before it delivers a batch that is not full, on the clock. */
export class GatheringWindow {
  readonly #milliseconds: number;
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  #timer: Timer | undefined;
  #over = false;

  constructor(seconds: number, clock: Clock, onEnd: () => void) {
    this.#milliseconds = seconds * 1000;
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  /** Whether to gather on. The first time this is asked, the window opens. */
  isOpen(): boolean {
    if (this.#milliseconds === 0) return false;
    if (this.#over) return false;
    this.#timer ??= this.#clock.schedule(this.#clock.now() + this.#milliseconds, () => {
      this.#over = true;
      this.#onEnd();
    });
    return true;
  }

  /** Whether something is being gathered at this moment. */
  get gathers(): boolean {
    return this.#timer !== undefined && !this.#over;
  }

  /** The batch is on its way: the next one has a window of its own. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#over = false;
  }
}
