import { setTimeout as sleep } from 'node:timers/promises';
import type { TableName } from '#contract/table-names.ts';
import type { FunctionName } from '#contract/types.ts';
import { openStepFunctions } from '#stepfunctions';
import { Activity } from './activity.ts';
import { rewriteOutdated } from './backfill.ts';
import type { MovableClock } from './clock.ts';
import { type Contract, contract as greenlane, namesOf } from './contract.ts';
import { DataFolder } from './data-folder.ts';
import { DeadLetters } from './dead-letters.ts';
import { startDynamoDb } from './dynamodb/emulator.ts';
import { createTables } from './dynamodb/tables.ts';
import { EventBus } from './events/bus.ts';
import { Deliveries } from './events/deliveries.ts';
import { Schedules } from './events/schedules.ts';
import { emulate } from './functions/emulated.ts';
import { setEnvironment } from './functions/environment.ts';
import { guardClients } from './functions/guard.ts';
import { Functions, type Invoke } from './functions/invoke.ts';
import { Housekeeping } from './housekeeping/housekeeping.ts';
import { Gateway } from './http/gateway.ts';
import { handleLocal } from './http/local-endpoints.ts';
import { HttpServer } from './http/server.ts';
import { openJournal } from './journal.ts';
import { requireLayout } from './layout.ts';
import { jsonLog, type Log } from './log.ts';
import { deployMachines } from './machines.ts';
import { ACCOUNT, functionOfArn, REGION } from './names.ts';
import { newSigningKey, signingKeyIn } from './sign-in/keys.ts';
import { issuerOf } from './sign-in/tokens.ts';
import { openStreams, type Streams } from './streams/streams.ts';
import { mover, resumedClock } from './time.ts';

export type SystemOptions = ({ readonly dataFolder: string } | { readonly memory: true }) & {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** By default it flows, as far ahead as it was when the data folder was last used. */
  readonly clock?: MovableClock;
  /** Whether to write the organisations, teams and shifts of the demonstration; by default yes. */
  readonly demonstration?: boolean;
  /** Makes the tokens and the jitter of the Step Functions engine repeatable. */
  readonly randomSeed?: number;
  readonly log?: Log;
  /** Another system than Greenlane: for tests of the local run itself. */
  readonly contract?: Contract;
  /** Told of each invocation of a function as it begins: for measures. */
  readonly onInvoke?: (name: FunctionName) => void;
  /** Called when a part ended that the system cannot do without. Everything accepted so far is kept. */
  readonly onFailure?: (error: Error) => void;
};

export type System = {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly clock: MovableClock;
  readonly dynamodbEndpoint: string;
  readonly invoke: Invoke;
  readonly deadLetters: DeadLetters;
  /** Resolves when nothing is under way: what is not done yet waits for time, for a person, or has failed. */
  settle(): Promise<void>;
  /** Moves the clock forward by milliseconds, and settles. */
  advance(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
};

const STOP_WITHIN_MS = 5_000;

/**
 * The whole system in this process, wired from the contract as a deployment would wire it.
 * @throws StartFailure for what the person who starts it can put right; nothing is left running then.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const parts = new AsyncDisposableStack();
  try {
    return await start(options, parts);
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

/** Parts are stopped in the opposite order of their start. */
async function start(options: SystemOptions, parts: AsyncDisposableStack): Promise<System> {
  const { log = jsonLog, contract = greenlane, demonstration = true, onFailure = () => {} } = options;
  const folder = 'dataFolder' in options ? new DataFolder(options.dataFolder) : undefined;
  const journal = parts.adopt(openJournal(folder?.journal ?? ':memory:'), (database) => database.close());
  if (folder) requireLayout(folder, journal);
  const clock = options.clock ?? parts.adopt(resumedClock(journal), (own) => own.stop());
  const activity = new Activity();
  const server = parts.adopt(new HttpServer(log), (http) => http.stop());
  const port = await server.listen(options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  const issuer = issuerOf(port);
  const key = folder ? await signingKeyIn(folder.signingKey) : await newSigningKey();
  const databaseEnded = () => onFailure(new Error('The embedded database ended. 内置数据库意外终止。'));
  const dynamodb = parts.adopt(await startDynamoDb(folder?.tables, databaseEnded), (own) => own.stop());

  const functions = new Functions(contract.functions, { activity, log, onInvoke: options.onInvoke });
  const deadLetters = new DeadLetters(journal, contract.deadLetterQueues, { clock, log });
  const { invoke } = functions;
  const deliveries = new Deliveries(journal, { invoke, deadLetters, clock, activity });
  const bus = new EventBus(contract.rules, deliveries);

  // The engine goes on at once with what was under way; the functions it needs are there a little later.
  const functionsReady = Promise.withResolvers<void>();
  let stopping = false;
  const engine = parts.adopt(
    await openStepFunctions({
      database: folder?.executions ?? ':memory:',
      clock,
      region: REGION,
      accountId: ACCOUNT,
      ...(options.randomSeed !== undefined && { seed: options.randomSeed }),
      endpoints: { dynamodb: dynamodb.endpoint },
      onExecutionStatusChange: async (event) => bus.publish(event),
      invokeFunction: async (arn, payload) => {
        await functionsReady.promise;
        // It asks again at the next start.
        if (stopping) return new Promise(() => {});
        const name = functionOfArn(arn, namesOf(contract.functions));
        if (name) return invoke(name, payload);
        return {
          error: {
            errorType: 'Lambda.ResourceNotFoundException',
            errorMessage: `Function not found: ${arn}`,
          },
        };
      },
      logger: { error: (message, error) => log('error', message, { part: 'stepfunctions', error }) },
    }),
    (own) => own.close(),
  );
  const { url: states } = await engine.listen();
  const endpoints = { dynamodb: dynamodb.endpoint, states };
  parts.defer(setEnvironment(contract, { ...endpoints, issuer, keys: `${url}/.well-known/jwks.json` }));

  // Only now may modules be loaded that read the environment.
  const [{ client }, clients, { useClock }, { verifyBearer }] = await Promise.all([
    import('#store/dynamodb/client.ts'),
    import('#functions/runtime/clients.ts'),
    import('#functions/runtime/clock.ts'),
    import('#functions/middleware/identity.ts'),
    functions.load(),
    createTables(dynamodb.endpoint, contract.tables),
    deployMachines(engine.handle, contract.machines),
  ]);
  useClock(() => clock.now());
  parts.defer(() => useClock(Date.now));
  const guarded = { dynamodb: client, states: clients.stepFunctions };
  let streams: Streams | undefined;
  const onWrite = (written: ReadonlySet<TableName>) => streams?.wake(written);
  parts.defer(guardClients(guarded, { onWrite }));
  parts.defer(emulate(client, endpoints.dynamodb));
  parts.defer(emulate(clients.stepFunctions, endpoints.states));
  await rewriteOutdated(journal, contract.tables, log);
  const { seed, seedShifts } = await import('./seed/seed.ts');
  if (demonstration) await seed(clock.now());

  streams = await openStreams(contract.streams, {
    endpoint: dynamodb.endpoint,
    journal,
    invoke,
    deadLetters,
    clock,
    log,
  });
  parts.defer(() => {
    stopping = true;
    return Promise.race([activity.idle(), sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
  });
  parts.defer(() => streams.stop());
  parts.defer(() => deliveries.stop());
  const { tables } = contract;
  const housekeeping = parts.adopt(
    new Housekeeping({ dynamodb, tables, streams, deadLetters, activity, clock, log }),
    (own) => own.stop(),
  );
  const schedules = parts.adopt(new Schedules(contract.schedules, deliveries, clock), (own) => own.stop());
  parts.defer(() => server.stop());

  const rest = async (): Promise<void> => {
    for (let begun = -1; begun !== activity.begun; ) {
      begun = activity.begun;
      await activity.idle();
      await engine.idle();
      await streams.caughtUp();
    }
  };
  // A window is longer than what else is under way takes: it ends when all of that has come to rest, and one at a time.
  const settle = async (): Promise<void> => {
    do await rest();
    while (await streams.endWindow());
  };
  const advance = mover({
    clock,
    journal,
    schedules,
    settle,
    arrived: async () => {
      if (demonstration) await seedShifts(clock.now());
    },
  });
  const gateway = new Gateway(contract.routes, { invoke, clock, verifyBearer });
  const localServices = {
    port,
    issuer,
    key,
    deadLetters,
    deliveries,
    states: engine.handle,
    now: () => clock.now(),
    offset: () => clock.offset,
    advance,
  };

  functionsReady.resolve();
  deliveries.start();
  schedules.start();
  housekeeping.start();
  server.serve(
    async (request, at) =>
      (await handleLocal(request, at, localServices)) ??
      (await activity.during(() => gateway.handle(request, at))),
  );
  folder?.rememberAddress(url);
  return {
    url,
    clock,
    dynamodbEndpoint: dynamodb.endpoint,
    invoke,
    deadLetters,
    settle,
    advance,
    stop: () => parts.disposeAsync(),
  };
}
