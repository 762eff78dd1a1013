/** A timer that has been set and may be taken back. Cancelling twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/** What everything that waits depends on: the time in milliseconds since 1970, and a call at a given time. */
export interface Clock {
  now(): number;
  schedule(due: number, run: () => void): Timer;
}

type Entry = { readonly due: number; readonly order: number; readonly run: () => void };

const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * A clock that can be moved. It either flows with the machine's time plus an offset, or (`flowing: false`)
 * stands still until it is moved. Moving it forward stops at every timer on the way, in order of due time and
 * then of setting, and lets the system settle there: a timer set by what another one caused is due relative to
 * that moment, as it would be had the time really passed.
 */
export class MovableClock implements Clock {
  readonly #flowing: boolean;
  #offset: number;
  #order = 0;
  #entries: Entry[] = [];
  #wake: NodeJS.Timeout | undefined;
  #held = false;

  constructor(options: { flowing: boolean; start?: number; offset?: number }) {
    this.#flowing = options.flowing;
    this.#offset = options.flowing ? (options.offset ?? 0) : (options.start ?? Date.now());
  }

  now(): number {
    return this.#flowing ? Date.now() + this.#offset : this.#offset;
  }

  /** Milliseconds ahead of the machine's time; who keeps it over a restart does not go back in time. */
  get offset(): number {
    return this.#flowing ? this.#offset : this.#offset - Date.now();
  }

  schedule(due: number, run: () => void): Timer {
    const entry: Entry = { due, order: this.#order++, run };
    const at = this.#entries.findIndex((other) => other.due > due);
    if (at < 0) this.#entries.push(entry);
    else this.#entries.splice(at, 0, entry);
    this.#arm();
    return {
      cancel: () => {
        const index = this.#entries.indexOf(entry);
        if (index >= 0) this.#entries.splice(index, 1);
      },
    };
  }

  /**
   * Moves the clock forward by `milliseconds`, firing what falls due on the way.
   * `settle` resolves when nothing is under way any more; it is awaited before each step.
   */
  async advance(milliseconds: number, settle: () => Promise<void> = async () => {}): Promise<void> {
    if (!(milliseconds >= 0)) throw new RangeError('The clock only moves forward.');
    this.#held = true;
    try {
      await settle();
      const target = this.now() + milliseconds;
      for (let next = this.#entries[0]; next && next.due <= target; next = this.#entries[0]) {
        this.#moveTo(next.due);
        this.#fireDue();
        await settle();
      }
      this.#moveTo(target);
    } finally {
      this.#held = false;
      this.#arm();
    }
  }

  /** Takes back every timer; nothing fires any more. */
  stop(): void {
    clearTimeout(this.#wake);
    this.#entries = [];
  }

  #moveTo(time: number): void {
    const ahead = time - this.now();
    if (ahead > 0) this.#offset += ahead;
  }

  #fireDue(): void {
    while (this.#entries[0] && this.#entries[0].due <= this.now()) this.#entries.shift()?.run();
  }

  #arm(): void {
    clearTimeout(this.#wake);
    const next = this.#entries[0];
    if (!this.#flowing || this.#held || !next) return;
    const delay = Math.min(Math.max(next.due - this.now(), 0), LONGEST_TIMEOUT);
    this.#wake = setTimeout(() => {
      if (this.#held) return;
      this.#fireDue();
      this.#arm();
    }, delay);
  }
}
