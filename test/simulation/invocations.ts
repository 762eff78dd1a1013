import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import { functions } from '#contract/index.ts';
import type { FunctionName } from '#contract/types.ts';
import type { Agenda } from './agenda.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { Trace } from './trace.ts';

/** A function at work. What it does after it is over has no effect. */
export type Invocation = {
  readonly name: FunctionName;
  readonly number: number;
  /** It has made a call: until then it may be about something that is no event of ours (checking a token). */
  begun: boolean;
  over: boolean;
  /** It never goes on. */
  crash(): void;
  /** Whoever called it hears that it failed, and it goes on all the same. */
  abandon(): void;
};
export type Result = { payload: unknown } | { error: { errorType: string; errorMessage: string } };

type Handler = (event: unknown, context: object) => Promise<unknown>;

const storage = new AsyncLocalStorage<Invocation>();
export const running = (): Invocation | undefined => storage.getStore();

const handlers = new Map<FunctionName, Handler>();

/** Imports every handler, so that no seed waits for a file. */
export async function loadHandlers(): Promise<void> {
  for (const name of Object.keys(functions) as FunctionName[]) {
    const path = join(import.meta.dirname, '../..', functions[name].entry);
    const module = (await import(/* @vite-ignore */ path)) as { handler: Handler };
    handlers.set(name, module.handler);
  }
}

/** Runs functions as Lambda does: each for itself, at most so long, and any of them may end at any moment. */
export class Invocations {
  readonly crashes = new Map<FunctionName, number>();
  /** Failures that no fault explains. */
  readonly defects: string[] = [];
  readonly #agenda: Agenda;
  readonly #faults: Faults;
  readonly #random: Random;
  readonly #trace: Trace;
  readonly #unsettled = new Set<Invocation>();
  #count = 0;

  constructor(parts: { agenda: Agenda; faults: Faults; random: Random; trace: Trace }) {
    this.#agenda = parts.agenda;
    this.#faults = parts.faults;
    this.#random = parts.random;
    this.#trace = parts.trace;
  }

  /** Whether some invocation is about something that the agenda knows nothing of. */
  get busy(): boolean {
    return this.#unsettled.size > 0;
  }

  /** What the function answers, or that it failed; sometimes it runs twice for one call. */
  invoke(name: FunctionName, payload: unknown): Promise<Result> {
    return new Promise((resolve) => {
      const text = JSON.stringify(payload ?? null);
      const begin = () => this.#begin(name, text, resolve);
      this.#agenda.in(this.#faults.latency(), begin);
      if (this.#faults.strikes('invoked twice')) this.#agenda.in(this.#random.between(1, 2_000), begin);
    });
  }

  #begin(name: FunctionName, text: string, resolve: (result: Result) => void): void {
    const number = ++this.#count;
    const answer = (result: Result) => {
      if ('error' in result && defects.test(result.error.errorType + result.error.errorMessage))
        this.defects.push(`${name}: ${result.error.errorType} ${result.error.errorMessage}`);
      if ('error' in result)
        this.#trace.say(`${name}#${number} failed: ${result.error.errorType} ${result.error.errorMessage}`);
      resolve(result);
    };
    const end = (result: Result) => {
      if (invocation.over) return;
      invocation.over = true;
      this.#unsettled.delete(invocation);
      timeout.cancel();
      answer(result);
    };
    const invocation: Invocation = {
      name,
      number,
      get begun() {
        return begun;
      },
      set begun(value) {
        begun = value;
        unsettled.delete(invocation);
      },
      over: false,
      crash: () => {
        this.crashes.set(name, (this.crashes.get(name) ?? 0) + 1);
        end(failure('Runtime.ExitError', 'the process ended'));
      },
      abandon: () => answer(failure('TimeoutError', 'the connection was lost')),
    };
    let begun = false;
    const unsettled = this.#unsettled.add(invocation);
    const limit = functions[name].timeoutSeconds * 1000;
    const timeout = this.#agenda.in(limit, () => {
      this.crashes.set(name, (this.crashes.get(name) ?? 0) + 1);
      end(failure('Sandbox.Timedout', 'it took too long'));
    });
    const handler = handlers.get(name);
    if (!handler) throw new Error(`the handler of ${name} is not loaded`);
    const context = { functionName: name, awsRequestId: `invocation-${number}`, memoryLimitInMB: '512' };
    storage.run(invocation, () =>
      handler(JSON.parse(text), context).then(
        (value) => end({ payload: JSON.parse(JSON.stringify(value ?? null)) }),
        (error: unknown) => end(shapeOf(error)),
      ),
    );
  }
}

/** What a function says that meets something it did not reckon with: never the fault of a service. */
const defects = /^(Type|Range|Reference|Syntax|Zod)Error|AccessDenied|ValidationException|unknown condition/;

const failure = (errorType: string, errorMessage: string): Result => ({ error: { errorType, errorMessage } });

const shapeOf = (error: unknown): Result =>
  error instanceof Error ? failure(error.name, error.message) : failure('Error', String(error));
