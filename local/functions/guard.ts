import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { TableName } from '#contract/table-names.ts';
import { ACCOUNT } from '#local/names.ts';
import { isWrite, missingGrant, type Need, tableOf, tableUses } from './grants.ts';
import { type Invocation, runningInvocation } from './running.ts';

/** What a client throws when IAM refuses a call, in the same words. */
class AccessDenied extends Error {
  override readonly name = 'AccessDeniedException';
  readonly $fault = 'client';
  readonly $metadata = { httpStatusCode: 400, attempts: 1, totalRetryDelay: 0 };

  constructor(invocation: Invocation, { action, resource }: Need) {
    super(
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/greenlane-${invocation.name}/greenlane-${invocation.name} ` +
        `is not authorized to perform: ${action} on resource: ${resource} ` +
        `because no identity-based policy allows the ${action} action`,
    );
  }
}

type Clients = {
  readonly dynamodb: DynamoDBClient;
  readonly states: SFNClient;
};
type Service = keyof Clients;

export type GuardOptions = {
  /** Told after each successful write which tables were written to. */
  readonly onWrite: (tables: ReadonlySet<TableName>) => void;
};

type Args = { input: object };
type Next = (args: Args) => Promise<unknown>;
type Middleware = (next: Next, context: { commandName?: string }) => Next;
type Stack = {
  add(middleware: Middleware, options: { step: string; name: string; priority?: string }): void;
  remove(name: string): boolean;
};

/**
 * Holds the shared clients of all functions to the grants of the one that runs.
 * The functions run in one process, so the boundary that IAM draws between their roles is drawn here.
 * @returns takes the guard off again
 */
export function guardClients(clients: Clients, { onWrite }: GuardOptions): () => void {
  const services: readonly Service[] = ['dynamodb', 'states'];
  for (const service of services) {
    const stack = stackOf(clients[service]);
    stack.add(grantsMiddleware(service, onWrite), { step: 'initialize', name: GRANTS, priority: 'high' });
  }
  return () => {
    for (const service of services) stackOf(clients[service]).remove(GRANTS);
  };
}

const GRANTS = 'greenlaneGrants';

// One plain view of both client types, each of which names its own inputs and outputs.
const stackOf = (client: { middlewareStack: unknown }): Stack => client.middlewareStack as Stack;

const grantsMiddleware =
  (service: Service, onWrite: GuardOptions['onWrite']): Middleware =>
  (next, context) =>
  async (args) => {
    const operation = (context.commandName ?? '').replace(/Command$/, '');
    const invocation = runningInvocation();
    if (invocation?.over)
      throw new Error(`${invocation.name} was answered; it may not call ${operation} now.`);
    const missing = invocation && missingGrant(invocation.definition, service, operation, args.input);
    if (missing) throw new AccessDenied(invocation, missing);
    const result = await next(args);
    if (service === 'dynamodb') {
      const written = tableUses(operation, args.input).filter(({ action }) => isWrite(action));
      if (written.length > 0) onWrite(new Set(written.flatMap(({ table }) => tableOf(table) ?? [])));
    }
    return result;
  };
