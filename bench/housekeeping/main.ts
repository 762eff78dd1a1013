/**
 * `npm run bench:housekeeping`: what a lifecycle leaves in a data folder when it is long over. Exit 1 above a budget.
 * `-- --lifecycles 20` is how many are played.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { budgets, judge } from '#bench/budgets.ts';
import { awsJson } from '#local/aws-json.ts';
import { MovableClock } from '#local/clock.ts';
import { padEnd, padStart } from '#local/columns.ts';
import { DataFolder } from '#local/data-folder.ts';
import { DemoClient } from '#local/demo/client.ts';
import { evidenceOf, Scenario, verify } from '#local/demo/scenario.ts';
import { silentLog } from '#local/log.ts';
import { startSystem } from '#local/system.ts';
import { databaseRows, expiredRows, fileRows, leftBehind, type Rows } from './rows.ts';

const { values } = parseArgs({ options: { lifecycles: { type: 'string', default: '20' } } });
const lifecycles = Number(values.lifecycles);

const MONDAY = Date.parse('2026-03-02T01:00:00Z');
const DAY_MS = 86_400_000;
/** Longer than anything is kept that is not kept for good or for a year. */
const DAYS_AFTER = 40;
const XIANYANG_SMALL = '91610402TT0000051N';

/** A data folder in which so many lifecycles were completed long ago: its rows, and how many of them have expired. */
async function folderAfter(count: number): Promise<{ rows: Rows; expired: number }> {
  const path = mkdtempSync(join(tmpdir(), 'bench-housekeeping-'));
  try {
    const clock = new MovableClock({ flowing: false, start: MONDAY });
    const system = await startSystem({ dataFolder: path, clock, log: silentLog });
    const client = new DemoClient(system.url, () => {}, { looks: 3, moment: () => system.settle() });
    for (let number = 0; number < count; number++) {
      const scenario = new Scenario(client);
      const followed = await scenario.submit(XIANYANG_SMALL, {
        mode: 'send-in',
        lines: [scenario.line('digital-multimeter', number)],
        evidence: evidenceOf(XIANYANG_SMALL, 'size-declaration'),
      });
      await system.settle();
      await verify(followed);
      await followed.status('COMPLETED');
    }
    await system.advance(DAYS_AFTER * DAY_MS);
    const call = awsJson(system.dynamodbEndpoint);
    const [database, expired] = [await databaseRows(call), await expiredRows(call, clock.now())];
    await system.stop();
    const folder = new DataFolder(path);
    const files = [...fileRows('executions', folder.executions), ...fileRows('journal', folder.journal)];
    return { rows: new Map([...database, ...files]), expired };
  } finally {
    rmSync(path, { recursive: true });
  }
}

const [empty, used] = [await folderAfter(0), await folderAfter(lifecycles)];
const left = leftBehind(used.rows, empty.rows, lifecycles);
console.log(`Left of each of ${lifecycles} lifecycles ${DAYS_AFTER} days later, and of 10,000:\n`);
for (const [where, each] of left)
  console.log(
    `${padEnd(where, 32)}${padStart(each.toFixed(2), 8)}${padStart((each * 10_000).toFixed(0), 10)}`,
  );
const streamed = [...left].filter(([where]) => where.startsWith('stream'));
const { kept, lines } = judge(
  {
    expiredRowsEach: (used.expired - empty.expired) / lifecycles,
    streamRecordsEach: streamed.reduce((sum, [, each]) => sum + each, 0),
  },
  budgets.housekeeping,
);
console.log(`\n${lines.join('\n')}`);
process.exitCode = kept ? 0 : 1;
