/**
 * Whether a data folder of 10,000 lifecycles is as fast as a new one. Playing them takes half an hour; so 20 are played,
 * and what they left is multiplied in the files (`grown-folder.ts`). Everything that is timed is real.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { ulid } from 'ulid';
import { awsJson } from '#local/aws-json.ts';
import { DataFolder } from '#local/data-folder.ts';
import { DemoClient } from '#local/demo/client.ts';
import { evidenceOf, makeRoom, Scenario, verify } from '#local/demo/scenario.ts';
import { startDynamoDb } from '#local/dynamodb/emulator.ts';
import { silentLog } from '#local/log.ts';
import { openShards } from '#local/streams/shards.ts';
import { type System, startSystem } from '#local/system.ts';
import { grow, tablesOf } from './grown-folder.ts';

const PLAYED = 20;
const LIFECYCLES = 10_000;
const ROUNDS = 5;
const PER_ROUND = 12;
const PAUSE_MS = 25;
const MOST_RATIO = 1.2;
const ORGANISATION = '91610802TT000004X1';
const OUTBOX = 'greenlane-outbox';

const folder = mkdtempSync(join(tmpdir(), 'greenlane-bench-'));
const fresh = join(folder, 'new');
const grown = join(folder, 'grown');
const print = (text = '') => process.stdout.write(`${text}\n`);
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

/** One send-in appointment with one instrument, from the submission to the certificate. */
async function lifecycle(client: DemoClient): Promise<void> {
  const scenario = new Scenario(client);
  const followed = await scenario.submit(ORGANISATION, {
    mode: 'send-in',
    contactFree: true,
    lines: [scenario.line('infrared-forehead-thermometer', 0, { serialNumber: ulid() })],
    evidence: evidenceOf(ORGANISATION, 'resumption-declaration'),
  });
  await verify(followed);
  await followed.status('COMPLETED');
}

/** Starts the whole system on a folder and plays lifecycles; how long each of them took, but the first. */
async function play(dataFolder: string, count: number): Promise<number[]> {
  const { url, settle, stop } = await startSystem({ dataFolder, log: silentLog });
  await settle();
  const client = new DemoClient(url, () => {}, { looks: 1000, moment: settle });
  await makeRoom(client, 'yulin');
  await lifecycle(client);
  const lifecycles: number[] = [];
  for (let number = 0; number < count; number++) lifecycles.push(await timed(() => lifecycle(client)));
  await settle();
  await stop();
  return lifecycles;
}

/** Starts on a folder, and asks for something until all is cleaned. */
async function clean(dataFolder: string): Promise<{ start: number; cleaning: number; requests: number[] }> {
  let system: System | undefined;
  const start = await timed(async () => {
    system = await startSystem({ dataFolder, log: silentLog });
  });
  if (!system) throw new Error('not started');
  const dispatcher = new DemoClient(system.url, () => {}).staff('dispatcher', 'yulin');
  const since = performance.now();
  let cleaned = 0;
  const cleaning = system.settle().then(() => {
    cleaned = performance.now() - since;
  });
  const requests: number[] = [];
  while (cleaned === 0) {
    requests.push(await timed(() => dispatcher.get('/units/yulin/dispatch-board')));
    await pause(PAUSE_MS);
  }
  await cleaning;
  await system.stop();
  return { start, cleaning: cleaned, requests };
}

/** What the embedded database alone takes for a look at the stream's end, and for a write that the stream records. */
async function streamCosts(path: string): Promise<{ look: number; write: number }> {
  const dynamodb = await startDynamoDb(new DataFolder(path).tables, () => {});
  const call = awsJson(dynamodb.endpoint);
  const row = await call<{ Items: { id: object }[] }>('DynamoDB_20120810.Scan', {
    TableName: OUTBOX,
    Limit: 1,
  });
  const shards = await openShards(call, OUTBOX);
  const first = await shards.first();
  const [looks, writes]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < 40 && first; turn++) {
    looks.push(await timed(() => shards.readAfter({ ...first, sequence: '999999999' })));
    // A row that was delivered is written once more: the stream's reader passes over it.
    const touch = { TableName: OUTBOX, Key: { id: row.Items[0]?.id }, UpdateExpression: 'REMOVE touched' };
    writes.push(await timed(() => call('DynamoDB_20120810.UpdateItem', touch)));
  }
  await dynamodb.stop();
  return { look: median(looks), write: median(writes) };
}

type Counts = Record<string, number>;

/** Rows, stream records, executions and megabytes of a folder. */
function countsOf(path: string): Counts {
  const files = new DataFolder(path);
  const inFile = <Result>(file: string, work: (database: DatabaseSync) => Result): Result => {
    const database = new DatabaseSync(file, { readOnly: true });
    const result = work(database);
    database.close();
    return result;
  };
  const one = (database: DatabaseSync, sql: string) =>
    Number(Object.values(database.prepare(sql).get() ?? {})[0]);
  const megabytes = (database: DatabaseSync, file: string): Counts => ({
    MB: Math.round(statSync(file).size / 1e6),
    'MB, of which free': Math.round(
      (one(database, 'PRAGMA freelist_count') * one(database, 'PRAGMA page_size')) / 1e6,
    ),
  });
  const named = (prefix: string, counts: Counts): Counts =>
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [`${prefix}: ${name}`, count]));
  const tables = inFile(files.tables, (database) => ({
    ...Object.fromEntries(
      tablesOf(database)
        .filter((table) => !table.includes('::'))
        .map((table) => [
          `rows in ${table.replace('greenlane-', '')}`,
          one(database, `SELECT COUNT(*) FROM "${table}"`),
        ]),
    ),
    'stream records': one(database, 'SELECT COUNT(*) FROM _stream_records'),
    ...named('dynamodb.db', megabytes(database, files.tables)),
  }));
  const engine = inFile(files.executions, (database) => ({
    executions: one(database, 'SELECT COUNT(*) FROM executions'),
    ...named('executions.sqlite', megabytes(database, files.executions)),
  }));
  return { ...tables, ...engine };
}

const ms = (value: number): string => `${value.toFixed(2)} ms`;

async function main(): Promise<boolean> {
  let since = performance.now();
  await play(fresh, PLAYED - 1);
  print(`played ${PLAYED} lifecycles on a new folder: ${seconds(since)}`);
  since = performance.now();
  grow(fresh, grown, LIFECYCLES / PLAYED - 1);
  print(`multiplied to ${LIFECYCLES} in the files, half of them 100 days old: ${seconds(since)}`);
  const [atFirst, before] = [countsOf(fresh), countsOf(grown)];
  const costsBefore = await streamCosts(grown);

  const { start, cleaning, requests } = await clean(grown);
  print(`started on it in ${ms(start)}, cleaned in ${ms(cleaning)} beside ${requests.length} requests:`);
  print(`  each took ${ms(median(requests))} in the median and ${ms(Math.max(...requests))} at the most\n`);
  const after = countsOf(grown);
  const [costsAfter, costsNew] = [await streamCosts(grown), await streamCosts(fresh)];

  const times: Record<'fresh' | 'grown', number[]> = { fresh: [], grown: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.fresh.push(...(await play(fresh, PER_ROUND)));
    times.grown.push(...(await play(grown, PER_ROUND)));
  }

  const row = (name: string, ...cells: (string | number)[]) =>
    print(name.padEnd(36) + cells.map((cell) => String(cell).padStart(12)).join(''));
  row('', 'new', 'grown', 'cleaned');
  for (const name of Object.keys(after)) row(name, atFirst[name] ?? 0, before[name] ?? 0, after[name] ?? 0);
  row('a look at the stream', ms(costsNew.look), ms(costsBefore.look), ms(costsAfter.look));
  row('a write that is streamed', ms(costsNew.write), ms(costsBefore.write), ms(costsAfter.write));
  row('one lifecycle, median', ms(median(times.fresh)), '', ms(median(times.grown)));

  const ratio = median(times.grown) / median(times.fresh);
  const checks: [what: string, holds: boolean][] = [
    [
      `a lifecycle takes ${ratio.toFixed(2)} times as long as on the new folder, at most ${MOST_RATIO}`,
      ratio <= MOST_RATIO,
    ],
    ['stream records that were delivered are gone', (after['stream records'] ?? 0) < 100],
    [
      'executions of more than 90 days ago are gone',
      (after.executions ?? 0) <= (before.executions ?? 0) * 0.51,
    ],
    [
      'rows past their time to live are gone',
      (after['rows in outbox'] ?? 0) <= (before['rows in outbox'] ?? 0) * 0.51,
    ],
    ['no appointment is gone', (after['rows in appointments'] ?? 0) >= (before['rows in appointments'] ?? 0)],
  ];
  print();
  for (const [what, holds] of checks) print(`${holds ? 'holds' : 'FAILS'}  ${what}`);
  return checks.every(([, holds]) => holds);
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
