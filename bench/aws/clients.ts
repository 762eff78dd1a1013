import type { Usage } from './prices.ts';
import type { RequestCounter } from './requests.ts';

type Client = { middlewareStack: unknown };
type Stack = {
  add(middleware: Middleware, options: { step: string; name: string; priority: string }): void;
  remove(name: string): boolean;
};
type Args = { input: object; request: { body: string | Uint8Array } };
type Result = { output: object };
type Next = (args: Args) => Promise<Result>;
type Middleware = (next: Next, context: { commandName?: string }) => Next;

/** Told who did it what it cost. Asked before a call, because an answer may come when somebody else is at work. */
export type Account = () => (usage: Partial<Usage>) => void;

// The SDK's own kind of bytes warns whoever treats it as a text.
const textOf = (body: string | Uint8Array): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body);

const NAME = 'greenlaneBench';

/**
 * Counts each call of a DynamoDB client as it goes out, the ones that the SDK repeats too.
 * @returns takes the counter off again
 */
export function countRequests(client: Client, counter: RequestCounter, account: Account): () => void {
  const stack = client.middlewareStack as Stack;
  const middleware: Middleware = (next, context) => async (args) => {
    const operation = (context.commandName ?? '').replace(/Command$/, '');
    const input = JSON.parse(textOf(args.request.body)) as Record<string, unknown>;
    return counter.count({ operation, input }, () => next(args), account());
  };
  stack.add(middleware, { step: 'finalizeRequest', name: NAME, priority: 'low' });
  return () => void stack.remove(NAME);
}

/** Told of each call of a client as it goes out. */
export function observeCalls(client: Client, observe: () => void): void {
  const middleware: Middleware = (next) => (args) => {
    observe();
    return next(args);
  };
  (client.middlewareStack as Stack).add(middleware, { step: 'finalizeRequest', name: NAME, priority: 'low' });
}
