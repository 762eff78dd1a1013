import type { Clock, Timer } from '#stepfunctions';

type Entry = { due: number; order: number; background: boolean; run: () => void; over: boolean };

/**
 * Time, and everything that is still to happen in it, in one order. Nothing happens at the same time: of what is due at
 * one moment, what was planned first comes first.
 */
export class Agenda implements Clock {
  #now: number;
  #order = 0;
  #ahead = 0;
  readonly #heap: Entry[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  schedule(due: number, run: () => void): Timer {
    return this.#add(due, run, false);
  }

  in(milliseconds: number, run: () => void): Timer {
    return this.#add(this.#now + milliseconds, run, false);
  }

  /** What comes round by itself, and is nothing to wait for. */
  background(milliseconds: number, run: () => void): Timer {
    return this.#add(this.#now + milliseconds, run, true);
  }

  /** Whether anything is to happen that does not come round by itself. */
  get pending(): boolean {
    return this.#ahead > 0;
  }

  /** When the next thing happens; undefined when nothing does. */
  get nextDue(): number | undefined {
    this.#dropCancelled();
    return this.#heap[0]?.due;
  }

  /** Lets the next thing happen. */
  step(): void {
    this.#dropCancelled();
    const entry = this.#pop();
    if (!entry) return;
    entry.over = true;
    if (!entry.background) this.#ahead--;
    this.#now = Math.max(this.#now, entry.due);
    entry.run();
  }

  #add(due: number, run: () => void, background: boolean): Timer {
    const entry: Entry = {
      due: Math.max(Math.ceil(due), this.#now),
      order: this.#order++,
      background,
      run,
      over: false,
    };
    if (!background) this.#ahead++;
    this.#push(entry);
    return {
      cancel: () => {
        if (entry.over) return;
        entry.over = true;
        if (!background) this.#ahead--;
      },
    };
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.over) this.#pop();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    heap.push(entry);
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfLater(parent, at)) break;
      at = parent;
    }
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && isLater(heap[left], heap[right]) ? right : left;
      if (!this.#swapIfLater(at, child)) break;
      at = child;
    }
    return first;
  }

  #swapIfLater(parent: number, child: number): boolean {
    const heap = this.#heap;
    const [above, below] = [heap[parent], heap[child]];
    if (!above || !below || !isLater(above, below)) return false;
    heap[parent] = below;
    heap[child] = above;
    return true;
  }
}

const isLater = (one: Entry | undefined, other: Entry | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  (one.due > other.due || (one.due === other.due && one.order > other.order));
