/**
 * Whether a data folder of 10,000 lifecycles is as fast as a new one. Playing them takes half an hour; so 20 are played,
 * and what they left is multiplied in the files (`grown-folder.ts`). Everything that is timed is real.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ulid } from 'ulid';
import { budgets, judge } from '#bench/budgets.ts';
import { DemoClient } from '#local/demo/client.ts';
import { evidenceOf, makeRoom, Scenario, verify } from '#local/demo/scenario.ts';
import { silentLog } from '#local/log.ts';
import { type System, startSystem } from '#local/system.ts';
import { countsOf, streamCosts } from './database.ts';
import { figuresOf, median, timed } from './figures.ts';
import { grow, OLD_DAYS } from './grown-folder.ts';

const PLAYED = 20;
const LIFECYCLES = 10_000;
const ROUNDS = 5;
const PER_ROUND = 12;
const PAUSE_MS = 25;
const ORGANISATION = '91610802TT000004X1';

const folder = mkdtempSync(join(tmpdir(), 'greenlane-bench-'));
const fresh = join(folder, 'new');
const grown = join(folder, 'grown');
const print = (text = '') => process.stdout.write(`${text}\n`);
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
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
    requests.push(await timed(() => dispatcher.get('/institutions/institution-yulin/dispatch-board')));
    await pause(PAUSE_MS);
  }
  await cleaning;
  await system.stop();
  return { start, cleaning: cleaned, requests };
}

const ms = (value: number): string => `${value.toFixed(2)} ms`;

async function main(): Promise<boolean> {
  let since = performance.now();
  await play(fresh, PLAYED - 1);
  print(`played ${PLAYED} lifecycles on a new folder: ${seconds(since)}`);
  since = performance.now();
  grow(fresh, grown, LIFECYCLES / PLAYED - 1);
  print(`multiplied to ${LIFECYCLES} in the files, half of them ${OLD_DAYS} days old: ${seconds(since)}`);
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

  const { kept, lines } = judge(figuresOf(before, after, times), budgets.housekeeping);
  print(`\n${lines.join('\n')}`);
  return kept;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
