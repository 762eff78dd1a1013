import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { root } from '#local/data-folder.ts';
import { kill, killAll, startProcess } from './fixtures/process.ts';
import { submit, tokenFor } from './fixtures/requests.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenlane-crash-'));
});

afterEach(async () => {
  await killAll();
  rmSync(folder, { recursive: true, force: true });
});

const start = () => startProcess([process.execPath, join(root, 'test/local/fixtures/run.ts'), folder]);

/** Submits things one after the other until the process is gone; those that were answered count as accepted. */
async function submitUntilGone(url: string, token: string, name: string, accepted: string[]): Promise<void> {
  for (let number = 1; ; number++) {
    const id = `${name}-${number}`;
    const answer = await submit(url, token, id).catch(() => undefined);
    if (!answer) return;
    if (answer.status === 202) accepted.push(id);
  }
}

/** The items of a table, read from the emulator's file after it has ended. */
function itemsOf(table: string): Record<string, { S?: string; N?: string }>[] {
  const database = new DatabaseSync(join(folder, 'dynamodb.db'), { readOnly: true });
  const rows = database.prepare(`SELECT item_json FROM "greenlane-${table}"`).all();
  database.close();
  return rows.map((row) => JSON.parse(String(row.item_json)));
}

const emulators = (): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${folder}/dynamodb.db`);
    } catch {
      return false;
    }
  });

describe.runIf(process.platform === 'linux')('a process that is killed at any moment', () => {
  it('loses nothing that it accepted, and does nothing twice', { timeout: 90_000 }, async () => {
    const accepted: string[] = [];
    // How many things are accepted before the kill: in the middle of relaying, delivering, waiting for time.
    for (const [round, amount] of [3, 1, 8, 2].entries()) {
      const { child, url } = await start();
      const token = await tokenFor(url);
      const before = accepted.length;
      const submitting = submitUntilGone(url, token, `thing-${round}`, accepted);
      await vi.waitUntil(() => accepted.length >= before + amount, { timeout: 20_000, interval: 2 });
      await kill(child);
      await submitting;
    }
    const last = await start();
    await vi.waitUntil(() => everythingIsDone(accepted), { timeout: 30_000, interval: 100 });
    expect(await kill(last.child, 'SIGTERM')).toBe(0);
    expect(last.errors()).not.toMatch('dead-letter');

    const names = (table: string, key: string) => itemsOf(table).map((item) => item[key]?.S);
    expect(names('certificates', 'number')).toEqual(expect.arrayContaining(accepted));
    // Things whose answer the kill swallowed are there whole or not at all, too.
    expect(names('certificates', 'number').sort()).toEqual(names('appointments', 'appointmentId').sort());
    expect(names('teams', 'id').sort()).toEqual(names('appointments', 'appointmentId').sort());
    expect(new Set(itemsOf('appointments').map((item) => item.worked?.N))).toEqual(new Set(['1']));
    expect(emulators()).toEqual([]);
  });
});

/** Whether every accepted thing has come to the end of its execution and was told over the stream with a window; the emulator's file may be read beside it. */
function everythingIsDone(accepted: readonly string[]): boolean {
  const done = new Set(itemsOf('certificates').map((item) => item.number?.S));
  const told = new Set(itemsOf('teams').map((item) => item.id?.S));
  const all = itemsOf('appointments').length;
  return accepted.every((id) => done.has(id) && told.has(id)) && done.size === all && told.size === all;
}

describe('a second process on the same data folder', () => {
  it('is told so, in both languages, and changes nothing', { timeout: 30_000 }, async () => {
    const { url } = await start();
    await expect(start()).rejects.toThrow(
      /数据文件夹正被另一个运行中的进程使用[\s\S]*Another process is using/,
    );
    expect((await fetch(`${url}/things/none`)).status).toBe(404);
  });
});

describe('the data folder', () => {
  it('is readable for nobody else', { timeout: 30_000 }, async () => {
    await start();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'signing-key.json')).mode & 0o777).toBe(0o600);
  });
});
