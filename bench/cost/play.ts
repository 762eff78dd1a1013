import { countRequests } from '#bench/aws/clients.ts';
import type { ExecutionLogLevel, HistoryEvent } from '#bench/aws/execution-log.ts';
import { RequestCounter } from '#bench/aws/requests.ts';
import { physicalTables } from '#bench/physical-tables.ts';
import { awsJson } from '#local/aws-json.ts';
import { MovableClock } from '#local/clock.ts';
import { DemoClient } from '#local/demo/client.ts';
import { executionsOf } from '#local/executions.ts';
import { runningInvocation } from '#local/functions/running.ts';
import { executionArn, machinePhysicalName } from '#local/names.ts';
import { startSystem } from '#local/system.ts';
import type { Kind } from './kinds.ts';
import { type Line, Meter } from './meter.ts';
import { type Histories, Player } from './player.ts';

/** A Monday morning in China, with the calendar of the whole year ahead. */
const MONDAY = Date.parse('2026-03-02T01:00:00Z');

/** The bill of one lifecycle, played in a system of its own in memory on a clock that stands still. */
export async function play(kind: Kind, logLevel: ExecutionLogLevel): Promise<Line[]> {
  const meter = new Meter(() => runningInvocation()?.name);
  const clock = new MovableClock({ flowing: false, start: MONDAY });
  const errors: string[] = [];
  const system = await startSystem({
    memory: true,
    clock,
    randomSeed: 7,
    onInvoke: meter.invoked,
    log: (level, message, fields) => {
      if (level !== 'info') errors.push(`${message} ${JSON.stringify(fields)}`);
    },
  });
  const off = await attach(meter, system.dynamodbEndpoint);
  try {
    await system.settle();
    const client = new DemoClient(system.url, () => {}, { looks: 3, moment: () => system.settle() });
    await kind.play(new Player({ system, client, meter, histories, logLevel }));
  } finally {
    off();
    await system.stop();
  }
  if (errors.length > 0) throw new Error(`${kind.name}: ${errors.join('; ')}`);
  return meter.lines;
}

/** Puts the counters on the clients of the functions, and on what the functions log. */
async function attach(meter: Meter, endpoint: string): Promise<() => void> {
  const { client } = await import('#store/dynamodb/client.ts');
  const off = [
    countRequests(client, new RequestCounter(awsJson(endpoint), physicalTables), meter.account),
    countLog(meter),
  ];
  return () => {
    for (const each of off) each();
  };
}

/** Lambda takes what a function writes to its standard output; here it is counted and goes no further. */
function countLog(meter: Meter): () => void {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  const counting = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
    if (!runningInvocation()) return write(chunk, ...rest);
    meter.account()({ logBytes: Buffer.byteLength(chunk) });
    return true;
  };
  stdout.write = counting as typeof stdout.write;
  return () => {
    stdout.write = write as typeof stdout.write;
  };
}

const histories: Histories = async (appointmentId) => {
  const call = awsJson(process.env.AWS_ENDPOINT_URL_SFN ?? '');
  const handle = (operation: string, input: unknown) =>
    call<object>(`AWSStepFunctions.${operation}`, input as object);
  const found = new Map<string, HistoryEvent[]>();
  for (const { machine, name } of await executionsOf(handle, appointmentId)) {
    const arn = executionArn(machinePhysicalName(machine), name);
    const events: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const asked = { executionArn: arn, maxResults: 1000, ...(nextToken && { nextToken }) };
      const page = (await handle('GetExecutionHistory', asked)) as {
        events: HistoryEvent[];
        nextToken?: string;
      };
      events.push(...page.events);
      nextToken = page.nextToken;
    } while (nextToken);
    found.set(arn, events);
  }
  return found;
};
