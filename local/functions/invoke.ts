import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionDefinition, FunctionName } from '#contract/index.ts';
import { problems } from '#contract/problems.ts';
import { codeOfRefusal } from '#domain/refused.ts';
import type { Activity } from '#local/activity.ts';
import { type Contract, namesOf } from '#local/contract.ts';
import { root } from '#local/data-folder.ts';
import type { Log } from '#local/log.ts';
import { lambdaContext } from './context.ts';
import { type Invocation, runAs } from './running.ts';

/** What Lambda says of a function that failed. */
export type FunctionError = { errorType: string; errorMessage: string; trace?: string[] };
export type InvocationResult = { payload: unknown } | { error: FunctionError };
export type Invoke = (name: FunctionName, payload: unknown) => Promise<InvocationResult>;

type Handler = (event: unknown, context: object) => unknown;
type Services = {
  readonly activity: Activity;
  readonly log: Log;
  readonly onInvoke?: ((name: FunctionName) => void) | undefined;
};

/** The functions of the contract, run in this process as Lambda would run them. */
export class Functions {
  readonly #definitions: Contract['functions'];
  readonly #services: Services;
  readonly #handlers = new Map<FunctionName, Promise<Handler>>();

  constructor(definitions: Contract['functions'], services: Services) {
    this.#definitions = definitions;
    this.#services = services;
  }

  /** Imports every entry, so that the first request does not wait for it and a broken one shows at once. */
  async load(): Promise<void> {
    await Promise.all(
      namesOf(this.#definitions).map((name) =>
        this.#handlerOf(name).catch((error: unknown) =>
          this.#services.log('error', 'a function cannot be loaded', { function: name, error }),
        ),
      ),
    );
  }

  /** Invokes a function; resolves with its failure too. What goes in and out is copied as JSON, as it is deployed. */
  readonly invoke: Invoke = (name, payload) =>
    this.#services.activity.during(async () => {
      this.#services.onInvoke?.(name);
      const started = performance.now();
      const result = await this.#run(name, payload);
      const milliseconds = Math.round(performance.now() - started);
      if ('error' in result) this.#report(name, milliseconds, result.error);
      return result;
    });

  /** A refusal is a way that work may go, and says all with its code; anything else is worth its trace. */
  #report(name: FunctionName, milliseconds: number, { errorType, errorMessage, trace }: FunctionError): void {
    const code = codeOfRefusal(errorType, errorMessage) ?? errorType;
    const fields = { function: name, milliseconds, errorType: code };
    if (code in problems) this.#services.log('info', 'a function refused', fields);
    else this.#services.log('warn', 'a function failed', { ...fields, errorMessage, trace });
  }

  async #run(name: FunctionName, payload: unknown): Promise<InvocationResult> {
    const definition = this.#definitions[name];
    if (!definition) return failure('ResourceNotFoundException', `Function not found: ${name}`);
    let handler: Handler;
    try {
      handler = await this.#handlerOf(name);
    } catch (error) {
      return { error: { ...errorShape(error), errorType: 'Runtime.ImportModuleError' } };
    }
    const invocation: Invocation = { name, definition, requestId: randomUUID(), over: false };
    try {
      return await withinTime(definition, invocation, async () => {
        const context = lambdaContext(invocation, definition);
        const result = await runAs(invocation, async () => handler(copy(payload), context));
        return { payload: copy(result ?? null) };
      });
    } catch (error) {
      return { error: errorShape(error) };
    } finally {
      invocation.over = true;
    }
  }

  #handlerOf(name: FunctionName): Promise<Handler> {
    const known = this.#handlers.get(name);
    if (known) return known;
    const loading = importHandler(this.#definitions[name]?.entry ?? name);
    this.#handlers.set(name, loading);
    return loading;
  }
}

async function importHandler(entry: string): Promise<Handler> {
  const module = (await import(pathToFileURL(join(root, entry)).href)) as { handler?: Handler };
  if (typeof module.handler !== 'function')
    throw new TypeError(`${entry} does not export a function "handler"`);
  return module.handler;
}

/** Real time, not the movable clock: it limits the work of a function, not what it waits for. */
async function withinTime(
  { timeoutSeconds }: FunctionDefinition,
  { requestId }: Invocation,
  work: () => Promise<InvocationResult>,
): Promise<InvocationResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<InvocationResult>((resolve) => {
    const seconds = timeoutSeconds.toFixed(2);
    const message = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
    timer = setTimeout(() => resolve(failure('Sandbox.Timedout', message)), timeoutSeconds * 1000);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown;

const failure = (errorType: string, errorMessage: string): InvocationResult => ({
  error: { errorType, errorMessage },
});

/** The shape in which the Node.js runtime of Lambda reports what a handler threw. */
function errorShape(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}
