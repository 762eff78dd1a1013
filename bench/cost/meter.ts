import type { Account } from '#bench/aws/clients.ts';
import { nothing, plus, type Usage } from '#bench/aws/prices.ts';
import { functions, routes, schedules } from '#contract/index.ts';
import type { FunctionName } from '#contract/types.ts';
import { assumptions } from './assumptions.ts';

/** A line of the bill: who used what in a step. */
export type Line = { step: string; who: string; usage: Usage };

const behindRoutes = new Set<string>(Object.values(routes).map((route) => route.function));
const onSchedule = new Set<string>(Object.values(schedules).map((schedule) => schedule.function));

/** Writes down who used what in which step of a lifecycle. What happens between the steps is not counted. */
export class Meter {
  readonly #bill = new Map<string, Map<string, Usage>>();
  #step: string | undefined;
  readonly #whoRuns: () => string | undefined;

  /** @param whoRuns the function in whose course the caller runs */
  constructor(whoRuns: () => string | undefined) {
    this.#whoRuns = whoRuns;
  }

  async during<T>(step: string, work: () => Promise<T>): Promise<T> {
    this.#step = step;
    try {
      return await work();
    } finally {
      this.#step = undefined;
    }
  }

  /** Whoever runs now is charged, in the step that it is now, whenever the answer comes. */
  readonly account: Account = () => {
    const [step, who] = [this.#step, this.#whoRuns()];
    return (usage) => {
      if (step !== undefined && who !== undefined && !isStanding(who, usage)) this.add(step, who, usage);
    };
  };

  readonly invoked = (name: FunctionName): void => {
    if (this.#step === undefined || onSchedule.has(name)) return;
    const gigabytes = (functions[name].memoryMegabytes ?? 0) / 1024;
    this.add(this.#step, name, {
      invocations: 1,
      gigabyteSeconds: (gigabytes * assumptions.billedMilliseconds) / 1000,
      ...(behindRoutes.has(name) && { httpRequests: 1, logBytes: assumptions.accessLogBytes }),
    });
  };

  add(step: string, who: string, usage: Partial<Usage>): void {
    const lines = this.#bill.get(step) ?? new Map<string, Usage>();
    lines.set(who, plus(lines.get(who) ?? nothing(), usage));
    this.#bill.set(step, lines);
  }

  get lines(): Line[] {
    return [...this.#bill].flatMap(([step, lines]) =>
      [...lines].map(([who, usage]) => ({ step, who, usage })),
    );
  }
}

/** What a schedule looks at is looked at whether or not there is a lifecycle; what it then does is the lifecycle's. */
const isStanding = (who: string, usage: Partial<Usage>): boolean => onSchedule.has(who) && !usage.writeUnits;
