/**
 * Counts what is under way, so that "nothing is under way any more" can be awaited: before the clock moves on, at the
 * end of a test, before the process stops.
 */
export class Activity {
  #running = 0;
  #begun = 0;
  #waiting: (() => void)[] = [];

  /** How many pieces of work have ever begun: when it has not changed, nothing happened meanwhile. */
  get begun(): number {
    return this.#begun;
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#begun += 1;
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      if (this.#running === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
