import type { Random } from './random.ts';

/** What may go wrong with a call, and with whoever makes it. */
export type FaultKind =
  | 'error before the effect'
  | 'answer lost'
  | 'late effect'
  | 'throttled'
  | 'transaction conflict'
  | 'transaction in progress'
  | 'slow call'
  | 'crash before a call'
  | 'crash after a call'
  | 'abandoned but alive'
  | 'invoked twice'
  | 'delivered twice'
  | 'delivered late'
  | 'record never came'
  | 'query amid a transaction'
  | 'index behind'
  | 'service down';

/** How bad it is for a seed: the probability of each call to meet a fault of each kind, in thousandths. */
const weathers = {
  calm: { each: 0, index: 0, outages: 0 },
  fair: { each: 2, index: 150, outages: 0 },
  rough: { each: 8, index: 400, outages: 1 },
  stormy: { each: 30, index: 600, outages: 3 },
} as const;
export type Weather = keyof typeof weathers;

type Outage = { from: number; to: number; service: string };

/** Decides what goes wrong, and counts it. */
export class Faults {
  readonly weather: Weather;
  readonly counts = new Map<FaultKind, number>();
  readonly #random: Random;
  readonly #outages: Outage[];
  over = false;

  constructor(random: Random, start: number, services: readonly string[]) {
    this.#random = random;
    this.weather = random.weighed({ calm: 1, fair: 4, rough: 3, stormy: 2 });
    this.#outages = Array.from({ length: weathers[this.weather].outages }, () => {
      const from = start + random.between(0, 30 * 24 * 60) * 60_000;
      return { from, to: from + random.between(1, 240) * 60_000, service: random.pick(services) };
    });
  }

  /** From now on nothing goes wrong any more. */
  stop(): void {
    this.over = true;
  }

  /** Whether a fault of this kind falls here; `weight` makes it more frequent than others. */
  strikes(kind: FaultKind, weight = 1): boolean {
    if (this.over || !this.#random.chance((weathers[this.weather].each * weight) / 1000)) return false;
    this.count(kind);
    return true;
  }

  /** One way or the other, where a fault has fallen. */
  half(): boolean {
    return this.#random.chance(0.5);
  }

  /** Whether a service answers nothing at all now. */
  isDown(service: string, now: number): boolean {
    const down =
      !this.over &&
      this.#outages.some(({ from, to, service: of }) => of === service && from <= now && now < to);
    if (down) this.count('service down');
    return down;
  }

  /** How long an index does not show a write yet. */
  indexLag(): number {
    if (this.over || !this.#random.chance(weathers[this.weather].index / 1000)) return 0;
    this.count('index behind');
    return this.#random.chance(0.1)
      ? this.#random.between(10_000, 180_000)
      : this.#random.between(20, 10_000);
  }

  /** How long a call is under way before it has its effect, and again before its answer is there. */
  latency(): number {
    if (this.strikes('slow call')) return this.#random.between(1_000, 25_000);
    return this.#random.chance(0.9) ? this.#random.between(1, 12) : this.#random.between(12, 300);
  }

  count(kind: FaultKind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }
}
