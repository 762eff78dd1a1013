import { join } from 'node:path';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { expect, vi } from 'vitest';
import { functions, routes } from '#contract/index.ts';
import { refusalsOf } from '#contract/refusals.ts';
import type { RouteName } from '#contract/routes.ts';
import type { FunctionName } from '#contract/types.ts';
import { type Call, context, eventOf, issuerOnly, trustIssuer } from './api-gateway.ts';
import type { MemoryTables } from './memory-tables.ts';

export { type Call, context, eventOf, strangersKeys, tokenOf } from './api-gateway.ts';

/** Serves the issuer's key set without a network, and says what issuer and audience are ours. */
export function serveKeys(): void {
  trustIssuer();
  vi.stubGlobal('fetch', issuerOnly);
}

type Handler = (event: unknown, context: Context) => Promise<unknown>;

const root = join(import.meta.dirname, '../..');
const loaded = new Map<FunctionName, Promise<{ handler: Handler }>>();

/** Invokes a function through its exported handler, with exactly its own tables. */
export async function invoke<T = unknown>(
  memory: MemoryTables,
  name: FunctionName,
  event: unknown,
): Promise<T> {
  const module = loaded.get(name) ?? import(/* @vite-ignore */ join(root, functions[name].entry));
  loaded.set(name, module);
  const { handler } = await module;
  memory.actAs(name);
  try {
    return (await handler(event, context(name))) as T;
  } finally {
    memory.actAs(undefined);
  }
}

export type Reply = {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, looked into by the test
  body: any;
};

/** Calls a route through the handler of its function. */
export async function request(memory: MemoryTables, name: RouteName, call: Call = {}): Promise<Reply> {
  const result = await invoke<APIGatewayProxyStructuredResultV2>(
    memory,
    routes[name].function,
    await eventOf(name, call),
  );
  const reply: Reply = {
    status: result.statusCode ?? 0,
    headers: result.headers ?? {},
    body: JSON.parse(result.body ?? 'null'),
  };
  // Whatever a test provokes, the description must have said that it may come.
  if (reply.status >= 400) expect(refusalsOf(routes[name]), `refusals of ${name}`).toContain(reply.body.code);
  return reply;
}
