import { executionName } from '#contract/delivery.ts';
import type { Books } from '#test/books/books.ts';
import { disagreements } from '#test/books/disagreements.ts';
import { isOver } from '#test/books/rules/work.ts';
import type { FaultKind, Weather } from './faults.ts';
import { type Execution, executionsOf } from './machines.ts';
import { brokenPromises } from './promises.ts';
import type { Trace } from './trace.ts';
import type { World } from './world.ts';

/** What came of a seed. */
export type Outcome = {
  seed: number;
  weather: Weather;
  problems: string[];
  /** Of everything that happened: the same seed has the same. */
  digest: string;
  trace: string[];
  days: number;
  calls: number;
  faults: ReadonlyMap<FaultKind, number>;
  endings: string[];
  tasks: string[];
  /** The types of all histories, the crashes by function, the answers by route, the dead letters by queue. */
  seen: {
    history: string[];
    crashes: ReadonlyMap<string, number>;
    answers: ReadonlyMap<string, number>;
    dead: ReadonlyMap<string, number>;
  };
};

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LONGEST_DAYS = 400;
const MAXIMUM_EVENTS = 400_000;

/** A world from its beginning to its end: first with faults, then without, until nothing moves any more. */
export class Play {
  readonly #world: World;
  readonly #start: number;
  readonly #faultyDays: number;
  #nextLook = 0;
  #events = 0;
  #books: Books | undefined;

  constructor(world: World, start: number, faultyDays: number) {
    this.#world = world;
    this.#start = start;
    this.#faultyDays = faultyDays;
  }

  async toTheEnd(): Promise<void> {
    const { agenda, faults, deliveries, problems } = this.#world;
    await this.#runUntil(this.#start + this.#faultyDays * DAY_MS);
    faults.stop();
    for (let turn = 0; problems.length === 0 && turn < 5; turn++) {
      deliveries.redrive();
      await this.#runUntil(this.#start + LONGEST_DAYS * DAY_MS, () => !agenda.pending);
      if (deliveries.dead.length === 0) break;
    }
    if (problems.length > 0) return;
    // Whatever comes round by itself comes round once more, and finds nothing to do.
    await this.#runUntil(agenda.now() + 4 * DAY_MS);
    await this.#runUntil(agenda.now() + DAY_MS, () => !agenda.pending);
    if (problems.length > 0) return;
    if (agenda.pending) problems.push('something still moves after more than a year');
    if (deliveries.dead.length > 0) problems.push(`dead letters stay: ${JSON.stringify(deliveries.dead)}`);
    if (problems.length === 0) await this.#lookAtTheEnd();
  }

  outcome(seed: number, trace: Trace): Outcome {
    const { faults, problems, invocations, crowd, deliveries, agenda } = this.#world;
    const { appointments = [], history = [], tasks = [] } = this.#books ?? {};
    return {
      seed,
      weather: faults.weather,
      problems: [...problems],
      digest: trace.digest(),
      trace: trace.last(300),
      days: (agenda.now() - this.#start) / DAY_MS,
      calls: trace.count,
      faults: faults.counts,
      tasks: tasks.map((task) => `${task.step} ${task.status}${task.escalatedAt ? ', escalated' : ''}`),
      endings: appointments.map(
        (one) => `${one.status}${one.status === 'FAILED' ? ` ${one.failure.code}` : ''}`,
      ),
      seen: {
        history: history.map(({ type }) => type),
        crashes: invocations.crashes,
        answers: crowd.api.statuses,
        dead: deliveries.buried,
      },
    };
  }

  async #runUntil(time: number, over: () => boolean = () => false): Promise<void> {
    const { agenda, problems } = this.#world;
    while (problems.length === 0 && !over()) {
      const due = agenda.nextDue;
      if (due === undefined || due > time) return;
      if (due > agenda.now() + MINUTE_MS) await this.#lookWhenAtRest();
      agenda.step();
      if (++this.#events > MAXIMUM_EVENTS) problems.push('it does not come to rest');
      await this.#settle();
    }
  }

  /** Lets everything run that can, until all wait for the agenda. */
  async #settle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.#world.invocations.busy);
  }

  /** Once faults have ended the books agree whenever nothing has been written for a while. */
  async #lookWhenAtRest(): Promise<void> {
    const { agenda, faults, lastWrite, deliveries } = this.#world;
    const now = agenda.now();
    if (
      !faults.over ||
      now < this.#nextLook ||
      now < lastWrite + 45 * MINUTE_MS ||
      deliveries.dead.length > 0
    )
      return;
    this.#nextLook = now + 10 * DAY_MS;
    await this.#look();
  }

  async #look(): Promise<void> {
    const { problems, engine, crowd, invocations } = this.#world;
    const books = this.#world.books();
    this.#books = books;
    problems.push(
      ...disagreements(books),
      ...brokenPromises(crowd.api.accepted, books),
      ...crowd.api.contradictions,
      ...invocations.defects,
      ...stillRunning(books, await executionsOf(engine)),
    );
  }

  async #lookAtTheEnd(): Promise<void> {
    const { problems, faults } = this.#world;
    await this.#look();
    for (const one of this.#books?.appointments ?? []) {
      if (!isOver(one) || one.status === 'CANCELLING') problems.push(`${one.id} is ${one.status} for ever`);
      const explained = faults.weather === 'calm' ? byPeople : [...byPeople, ...byFaults];
      if (one.status === 'FAILED' && !explained.includes(one.failure.code))
        problems.push(`${one.id} failed with ${one.failure.code}, which nobody caused`);
    }
  }
}

/** The ways to fail that people have in their hands, and those of a service that is down for longer than anybody tries. */
const byPeople = ['NotDispatched', 'StepNotDone', 'RejectedTooOften'];
const byFaults = [
  'InternalServerError',
  'Runtime.ExitError',
  'Sandbox.Timedout',
  'ThrottlingException',
  'TimeoutError',
  'Unavailable',
];

/** Executions under way of what has ended. */
function stillRunning({ appointments }: Books, executions: readonly Execution[]): string[] {
  const open = appointments
    .filter((one) => !isOver(one))
    .map(({ id, revision }) => executionName(id, revision));
  return executions
    .filter(({ name, status }) => status === 'RUNNING' && !open.includes(name))
    .map(({ name, stateMachineArn }) => `${stateMachineArn} goes on with ${name}, which has ended`);
}
