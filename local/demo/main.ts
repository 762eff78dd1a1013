import { parseArgs } from 'node:util';
import { DataFolder, defaultDataFolder } from '#local/data-folder.ts';
import { startSystem } from '#local/system.ts';
import { cases } from './cases.ts';
import { DemoClient } from './client.ts';
import { outcomeOf, type Played, table } from './report.ts';
import { type Case, Scenario } from './scenario.ts';

const usage = `npm run demo [-- --json] [--url URL]

Plays real cases through the HTTP API, against the server that runs here (npm start) or, where none does, against one of
its own that leaves nothing behind. The clock of that server is moved three days forward by the last case.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, url: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) return void process.stdout.write(usage);
  const started = performance.now();
  const server = await serverFor(values.url);
  // With --json the standard output carries one object and nothing else.
  const out = values.json ? process.stderr : process.stdout;
  const client = new DemoClient(server.url, (zh, en) => out.write(`    ${zh}  ${en}\n`));
  out.write(
    `\n  Greenlane 计量绿色通道  ${server.url}${server.own ? '（演示自带，结束即删 its own, gone afterwards）' : ''}\n\n`,
  );
  const played: Played[] = [];
  for (const [index, each] of cases.entries()) {
    out.write(`  ${index + 1}/${cases.length} ${each.title.zh}  ${each.title.en}\n`);
    played.push(await play(each, client));
  }
  await server.stop();
  const checks = played.flatMap((one) => one.checks);
  const passed = checks.filter(({ ok }) => ok).length;
  const failed = checks.length - passed;
  if (values.json) {
    const appointments = played.flatMap(({ outcomes }) => outcomes);
    process.stdout.write(`${JSON.stringify({ appointments, passed, failed })}\n`);
  } else {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${table(played, passed, failed)}  ${seconds} s\n\n`);
  }
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

/** A case that breaks off counts as one expectation that did not hold; the others are played all the same. */
async function play({ title, play: act }: Case, client: DemoClient): Promise<Played> {
  const scenario = new Scenario(client);
  try {
    await act(scenario);
  } catch (error) {
    scenario.expect(
      'the case is played to its end',
      error instanceof Error ? error.message : String(error),
      '',
    );
  }
  const outcomes = await Promise.all(
    scenario.appointments.map(async (followed) =>
      outcomeOf((await followed.detail()).appointment, await client.transitions(followed.id)),
    ),
  );
  return { title, outcomes, checks: scenario.checks };
}

type Server = { url: string; own: boolean; stop: () => Promise<void> };

/** The server that is named, or runs here, or one in memory. */
async function serverFor(url: string | undefined): Promise<Server> {
  const running = url ?? new DataFolder(defaultDataFolder()).address;
  if (running && (url || (await answers(running)))) return { url: running, own: false, stop: async () => {} };
  const system = await startSystem({ memory: true, log: () => {} });
  return { url: system.url, own: true, stop: system.stop };
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );

await main();
