import type { Outcome } from './play.ts';

type Counts = Map<string, number>;

const countIn = (counts: Counts, name: string, by = 1): void => {
  counts.set(name, (counts.get(name) ?? 0) + by);
};

const addAll = (to: Counts, from: ReadonlyMap<string, number>): void => {
  for (const [name, count] of from) countIn(to, name, count);
};

/** What many seeds came to: how fast, how long, what went wrong, and what of the system was really played. */
export class Tally {
  readonly failed: number[] = [];
  readonly #begun = performance.now();
  #seeds = 0;
  #days = 0;
  #events = 0;
  readonly #sections: Record<string, Counts> = {
    weather: new Map(),
    'faults injected': new Map(),
    'appointments ended': new Map(),
    history: new Map(),
    tasks: new Map(),
    'functions crashed or timed out': new Map(),
    'answers to people': new Map(),
    'dead letters, all redriven': new Map(),
  };

  add({ seed, weather, problems, days, calls, faults, endings, tasks, seen }: Outcome): void {
    this.#seeds++;
    this.#days += days;
    this.#events += calls;
    if (problems.length > 0) this.failed.push(seed);
    const [weathers, injected, ended, history, asked, crashed, answers, dead] = Object.values(
      this.#sections,
    ) as [Counts, Counts, Counts, Counts, Counts, Counts, Counts, Counts];
    countIn(weathers, weather);
    addAll(injected, faults);
    for (const ending of endings) countIn(ended, ending);
    for (const type of seen.history) countIn(history, type);
    for (const task of tasks) countIn(asked, task);
    addAll(crashed, seen.crashes);
    addAll(answers, seen.answers);
    addAll(dead, seen.dead);
  }

  speed(): string {
    const seconds = (performance.now() - this.#begun) / 1000;
    const years = this.#days / 365;
    const each = (amount: number) => (amount / seconds).toFixed(1);
    return `${each(this.#seeds)} seeds/s, ${years.toFixed(1)} simulated years (${each(years)} a second), ${this.failed.length} failed`;
  }

  report(): string {
    const sections = Object.entries(this.#sections).map(([title, counts]) => {
      const lines = [...counts]
        .sort(([, one], [, other]) => other - one)
        .map(([name, count]) => `${String(count).padStart(9)}  ${name}`);
      return [title, ...lines].join('\n');
    });
    const failed = this.failed.length > 0 ? [`FAILED seeds: ${this.failed.join(' ')}`] : [];
    return [
      '',
      ...sections,
      '',
      `${this.#seeds} seeds, ${this.#events} events, ${this.speed()}`,
      ...failed,
    ].join('\n');
  }
}
