import { isDeepStrictEqual } from 'node:util';
import { machines, machineVariable } from '#contract/index.ts';
import { type TableName, tableNames, tableVariable } from '#contract/table-names.ts';
import type { MachineName } from '#contract/types.ts';
import { useClock } from '#functions/runtime/clock.ts';
import { log } from '#functions/runtime/log.ts';
import { machineArn } from '#local/names.ts';
import type { StepFunctions } from '#stepfunctions';
import { useChance } from '#store/runtime/chance.ts';
import { wrongWith } from '#test/books/always.ts';
import { type Books, booksOf, changedBy } from '#test/books/books.ts';
import { issuerOnly, trustIssuer } from '#test/factories/api-gateway.ts';
import { type Change, PREFIX } from '#test/memory-dynamodb/tables.ts';
import type { Agenda } from './agenda.ts';
import { Bus } from './bus.ts';
import { interceptCalls } from './calls.ts';
import { Database } from './database.ts';
import { Deliveries } from './deliveries.ts';
import { Faults } from './faults.ts';
import type { Call } from './grants.ts';
import { Invocations } from './invocations.ts';
import { openMachines } from './machines.ts';
import { Crowd } from './people/crowd.ts';
import type { Random } from './random.ts';
import { Schedules } from './schedules.ts';
import { Streams } from './streams.ts';
import type { Trace } from './trace.ts';

/** A defect that a test plants: what a call of a service answers instead. */
export type Sabotage = (call: Call, carryOut: () => unknown) => unknown;
type Parts = { agenda: Agenda; random: Random; trace: Trace; seed: number; sabotage?: Sabotage | undefined };

const SERVICES = [...tableNames, 'states'];

/** The whole system in one process, on one agenda, with everything that may go wrong. */
export class World {
  readonly agenda: Agenda;
  readonly faults: Faults;
  readonly invocations: Invocations;
  readonly deliveries: Deliveries;
  readonly crowd: Crowd;
  /** What was found to be wrong, at the moment when it became so. */
  readonly problems: string[] = [];
  lastWrite = 0;
  readonly #tables: Database;
  readonly #streams: Streams;
  readonly #schedules: Schedules;
  readonly #bus: Bus;
  readonly #leave: () => void;
  #engine: StepFunctions | undefined;

  constructor(parts: Parts) {
    const { agenda, random, trace, sabotage = (_, carryOut) => carryOut() } = parts;
    this.agenda = agenda;
    this.faults = new Faults(random.branch(), agenda.now(), SERVICES);
    const shared = { agenda, trace, faults: this.faults };
    this.invocations = new Invocations({ ...shared, random: random.branch() });
    const invoking = { ...shared, invocations: this.invocations };
    this.deliveries = new Deliveries({ ...invoking, random: random.branch() });
    this.#bus = new Bus(this.deliveries);
    this.#streams = new Streams({ ...invoking, deliveries: this.deliveries, random: random.branch() });
    this.#schedules = new Schedules(agenda, this.deliveries);
    this.#tables = new Database(agenda, this.faults, (change) => this.#written(change));
    this.crowd = new Crowd({ ...invoking, random: random.branch() });
    const services = { dynamodb: this.#dynamodb, states: this.#states };
    const sabotaged = Object.fromEntries(
      Object.entries(services).map(([name, carryOut]) => [
        name,
        (call: Call) => sabotage(call, () => carryOut(call)),
      ]),
    ) as typeof services;
    this.#leave = interceptCalls({ ...shared, random: random.branch(), services: sabotaged });
    const chance = random.branch();
    useClock(() => agenda.now());
    useChance({
      random: () => chance.next(),
      pause: (milliseconds) => new Promise((resolve) => void agenda.in(milliseconds, resolve)),
    });
  }

  async open(seed: number, random: Random): Promise<this> {
    const { agenda, invocations } = this;
    this.#engine = await openMachines({
      agenda,
      invocations,
      bus: this.#bus,
      seed,
      report: (problem) => this.problems.push(`the engine: ${problem}`),
    });
    this.#expireDaily(random);
    for (const { item } of this.crowd.possessions(agenda.now())) this.#tables.apply(item);
    this.crowd.start();
    return this;
  }

  async close(): Promise<void> {
    this.#leave();
    useClock(Date.now);
    useChance();
    await this.#engine?.close();
  }

  get engine(): StepFunctions {
    if (!this.#engine) throw new Error('the world is not open');
    return this.#engine;
  }

  books(): Books {
    return booksOf(Object.fromEntries(tableNames.map((name) => [name, this.#tables.all(name)])) as Rows);
  }

  #expireDaily(random: Random): void {
    this.agenda.background(random.between(1, 48) * 3_600_000, () => {
      this.#tables.expire(this.agenda.now());
      this.#expireDaily(random);
    });
  }

  #written(change: Change): void {
    if (isDeepStrictEqual(change.before, change.after)) return;
    this.lastWrite = this.agenda.now();
    this.#schedules.wake();
    this.#streams.take(change);
    const changed = changedBy(change);
    if (!changed) return;
    this.problems.push(...wrongWith(changed));
    if (this.#engine) this.crowd.notice(changed);
  }

  readonly #dynamodb = ({ operation, input }: Call): unknown => {
    switch (operation) {
      case 'Get':
        return this.#tables.get(input as Parameters<Database['get']>[0]);
      case 'BatchGet':
        return this.#tables.batchGet(input as Parameters<Database['batchGet']>[0]);
      case 'Put':
        return this.#tables.write({ Put: input as never });
      case 'Delete':
        return this.#tables.write({ Delete: input as never });
      case 'Query':
        return this.#tables.query(input as Parameters<Database['query']>[0]);
      case 'Update':
        return this.#tables.update(input as Parameters<Database['update']>[0]);
      case 'TransactWrite':
        return this.#tables.transact(input as Parameters<Database['transact']>[0]);
      default:
        throw new Error(`the store does not use ${operation}`);
    }
  };

  readonly #states = ({ operation, input }: Call): unknown => this.engine.handle(operation, input);
}

type Rows = Record<TableName, Record<string, unknown>[]>;

/** What every function finds in its environment; to whom it was granted is asked at each call. */
export function prepareProcess(): void {
  for (const name of tableNames) process.env[tableVariable(name)] = `${PREFIX}${name}`;
  for (const name of Object.keys(machines) as MachineName[])
    process.env[machineVariable(name)] = machineArn(name);
  trustIssuer();
  globalThis.fetch = issuerOnly as typeof fetch;
  log.setLogLevel('SILENT');
}
