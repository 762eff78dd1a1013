import { MovableClock } from '../src/clock.ts';
import {
  type EventBridgeEvent,
  type FunctionOutcome,
  openStepFunctions,
  type StepFunctions,
  type StepFunctionsOptions,
} from '../src/index.ts';
import type { Json } from '../src/language/types.ts';

export const START = Date.UTC(2026, 0, 5, 8, 30);
export const ROLE = 'arn:aws-cn:iam::000000000000:role/engine';
export const INVOKE = 'arn:aws-cn:states:::lambda:invoke';
export const CALLBACK = 'arn:aws-cn:states:::lambda:invoke.waitForTaskToken';

export const functionArn = (name: string): string =>
  `arn:aws-cn:lambda:cn-northwest-1:000000000000:function:${name}`;

/** A function of a test: gives its payload, or throws an `errorType: message`. */
export type TestFunction = (payload: { [key: string]: Json }) => Json | Promise<Json>;

/** What a test function throws to fail with an error of a name. */
export class FunctionError extends Error {
  constructor(name: string, message = 'no reason') {
    super(message);
    this.name = name;
  }
}

export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
  [details: string]: unknown;
}

export interface Described {
  status: string;
  output?: string;
  error?: string;
  cause?: string;
  startDate: number;
  stopDate?: number;
  [more: string]: unknown;
}

/** An engine on a clock that stands still until it is moved, with functions of the test's own. */
export class Harness {
  readonly clock: MovableClock;
  readonly engine: StepFunctions;
  readonly calls: { name: string; payload: Json }[] = [];
  readonly statusChanges: EventBridgeEvent[] = [];
  #machines = 0;

  private constructor(clock: MovableClock, engine: StepFunctions) {
    this.clock = clock;
    this.engine = engine;
  }

  static async open(
    functions: Record<string, TestFunction> = {},
    options: Partial<StepFunctionsOptions> = {},
  ): Promise<Harness> {
    const clock = new MovableClock({ flowing: false, start: START });
    let harness: Harness | undefined;
    const engine = await openStepFunctions({
      database: ':memory:',
      clock,
      // Not the default partition: nothing may rely on ARNs that begin with `arn:aws:`.
      region: 'cn-northwest-1',
      accountId: '000000000000',
      seed: 7,
      invokeFunction: async (arn, payload) => {
        const name = arn.split(':').at(-1) ?? '';
        harness?.calls.push({ name, payload: payload as Json });
        return invoke(functions[name], payload);
      },
      onExecutionStatusChange: async (event) => {
        harness?.statusChanges.push(event);
      },
      ...options,
    });
    harness = new Harness(clock, engine);
    return harness;
  }

  async close(): Promise<void> {
    await this.engine.close();
    this.clock.stop();
  }

  call<T = Record<string, unknown>>(operation: string, input: object = {}): Promise<T> {
    return this.engine.handle(operation, input) as Promise<T>;
  }

  /** Creates a machine; JSONata is added where the definition does not say it. */
  async create(definition: object, name = `machine-${++this.#machines}`): Promise<string> {
    const text = JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
    const { stateMachineArn } = await this.call<{ stateMachineArn: string }>('CreateStateMachine', {
      name,
      definition: text,
      roleArn: ROLE,
    });
    return stateMachineArn;
  }

  async start(stateMachineArn: string, input: Json = {}, name?: string): Promise<string> {
    const { executionArn } = await this.call<{ executionArn: string }>('StartExecution', {
      stateMachineArn,
      input: JSON.stringify(input),
      ...(name === undefined ? {} : { name }),
    });
    await this.engine.idle();
    return executionArn;
  }

  /** Runs a machine until it waits or has ended, and moves the clock by `seconds`. */
  async run(definition: object, input: Json = {}, seconds = 0): Promise<Execution> {
    const arn = await this.start(await this.create(definition), input);
    if (seconds > 0) await this.pass(seconds);
    return this.execution(arn);
  }

  async pass(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000, () => this.engine.idle());
  }

  async execution(arn: string): Promise<Execution> {
    const described = await this.call<Described>('DescribeExecution', { executionArn: arn });
    const events: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.call<{ events: HistoryEvent[]; nextToken?: string }>('GetExecutionHistory', {
        executionArn: arn,
        maxResults: 1000,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      events.push(...page.events);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return new Execution(arn, described, events);
  }
}

/** An execution as the API shows it, and shorter ways to ask about it. */
export class Execution {
  readonly arn: string;
  readonly described: Described;
  readonly events: HistoryEvent[];

  constructor(arn: string, described: Described, events: HistoryEvent[]) {
    this.arn = arn;
    this.described = described;
    this.events = events;
  }

  get status(): string {
    return this.described.status;
  }

  get output(): Json {
    return this.described.output === undefined ? null : JSON.parse(this.described.output);
  }

  get error(): string | undefined {
    return this.described.error;
  }

  get cause(): string | undefined {
    return this.described.cause;
  }

  get types(): string[] {
    return this.events.map((event) => event.type);
  }

  get previous(): number[] {
    return this.events.map((event) => event.previousEventId);
  }

  /** The details of the first event of a type. */
  details(type: string): Record<string, unknown> {
    const event = this.events.find((candidate) => candidate.type === type);
    const key = Object.keys(event ?? {}).find((name) => name.endsWith('EventDetails'));
    return key === undefined ? {} : (event?.[key] as Record<string, unknown>);
  }
}

async function invoke(run: TestFunction | undefined, payload: unknown): Promise<FunctionOutcome> {
  if (!run) throw new Error('no such function');
  try {
    return { payload: await run(payload as { [key: string]: Json }) };
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    return { error: { errorType: error.name, errorMessage: error.message, trace: [] } };
  }
}
