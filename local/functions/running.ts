import { AsyncLocalStorage } from 'node:async_hooks';
import type { FunctionDefinition, FunctionName } from '#contract/index.ts';

/** The invocation in whose course code runs, however deep and however asynchronous. */
export type Invocation = {
  readonly name: FunctionName;
  readonly definition: FunctionDefinition;
  readonly requestId: string;
  /** Set when the invocation has been answered. What it left running may not touch anything any more. */
  over: boolean;
};

const storage = new AsyncLocalStorage<Invocation>();

export const runAs = <Result>(invocation: Invocation, work: () => Result): Result =>
  storage.run(invocation, work);

/** Undefined outside of every function: seeds, tests, the local run itself. */
export const runningInvocation = (): Invocation | undefined => storage.getStore();
