import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tables } from '#contract/index.ts';
import { tableNames } from '#contract/table-names.ts';
import { fingerprint, keptCheckpoint, rewriteOutdated } from '#local/backfill.ts';
import { backfillStage } from '#local/backfill-stage.ts';
import { openJournal } from '#local/journal.ts';
import { teams } from '#store/dispatch/teams.ts';
import { documents } from '#store/dynamodb/client.ts';
import { onGap } from '#store/dynamodb/gaps.ts';
import { MemoryTables } from '#test/factories/memory-tables.ts';
import { team } from '#test/factories/work.ts';

beforeEach(() => onGap(() => {}));
const row = teams.encode(team());
const stale = { ...row, keyOfAnOldIndex: 'x' };

describe('what decides how rows of a table are written', () => {
  const kinds = [
    { name: 'teams/team', table: 'teams', version: 1 },
    { name: 'queue/entry', table: 'queue', version: 7 },
  ] as const;
  const index = { partitionKey: 'a', sortKey: 'b', projection: [] };

  it.each<[string, string]>([
    ['another version', fingerprint('teams', {}, [{ ...kinds[0], version: 2 }])],
    ['another kind', fingerprint('teams', {}, [...kinds, { ...kinds[0], name: 'teams/pet' }])],
    ['a new index', fingerprint('teams', { indexes: { one: index } }, kinds)],
  ])('is other with %s', (_, other) => {
    expect(other).not.toBe(fingerprint('teams', {}, kinds));
  });

  it('is the same in another order, and whatever other tables hold', () => {
    const indexes = { one: index, two: { ...index, projection: ['c'] } };
    const turned = { two: index, one: index };
    expect(fingerprint('teams', { indexes }, kinds)).toBe(
      fingerprint('teams', { indexes: turned }, kinds.slice(0, 1)),
    );
  });
});

describe('the start on a data folder', () => {
  let memory: MemoryTables;
  let journal: DatabaseSync;
  let logged: object[];
  beforeEach(() => {
    memory = new MemoryTables();
    journal = openJournal(':memory:');
    logged = [];
  });
  afterEach(() => {
    memory.stub.restore();
    journal.close();
  });
  const start = () =>
    rewriteOutdated(journal, tables, (_level, _message, fields) => logged.push(fields ?? {}));
  const scans = () => memory.stub.commandCalls(ScanCommand).length;

  it('brings every table up to date once, and then reads nothing', async () => {
    memory.put('teams', stale);
    await start();
    expect(memory.all('teams')).toEqual([row]);
    expect(logged).toEqual([{ table: 'teams', read: 1, written: 1, overtaken: 0, gaps: 0 }]);
    expect(scans()).toBe(tableNames.length);
    await start();
    expect(scans()).toBe(tableNames.length);
  });

  it('reads a table again of which a version or an index is other than at the last start', async () => {
    await start();
    journal.exec("UPDATE settings SET value = 'teams/team v0' WHERE name = 'rows of teams'");
    memory.put('teams', stale);
    await start();
    expect(scans()).toBe(tableNames.length + 1);
    expect(memory.all('teams')).toEqual([row]);
  });

  it('goes on where a process ended', async () => {
    const many = Array.from({ length: 150 }, (_, index) => ({
      ...stale,
      id: `t-${String(index).padStart(3, '0')}`,
    }));
    memory.put('teams', ...many);
    let pages = 0;
    memory.fail(
      () => new Error('the process ends'),
      ({ command, tables: [table] }) => command === 'Scan' && table === 'teams' && ++pages === 2,
    );
    await expect(start()).rejects.toThrow('the process ends');
    await start();
    expect(logged.at(-1)).toMatchObject({ table: 'teams', read: 150, written: 150 });
    expect(pages).toBe(2);
    expect(memory.all('teams')).not.toContainEqual(expect.objectContaining({ keyOfAnOldIndex: 'x' }));
  });
});

it('a place holds for what it was rewritten to: a later version reads all of it again', () => {
  let kept = '';
  const note = {
    read: () => kept,
    write: (text: string) => {
      kept = text;
    },
  };
  const progress = { after: { id: 'x' }, read: 1, written: 1, overtaken: 0, gaps: 0 };
  keptCheckpoint('teams/team v1', note).save(progress);
  expect(keptCheckpoint('teams/team v1', note).load()).toEqual(progress);
  expect(keptCheckpoint('teams/team v2', note).load()).toBeUndefined();
  keptCheckpoint('teams/team v1', note).clear();
  expect(keptCheckpoint('teams/team v1', note).load()).toBeUndefined();
});

describe('npm run backfill', () => {
  let folder: string;
  let stub: ReturnType<typeof mockClient>;
  let lines: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'greenlane-backfill-'));
    stub = mockClient(documents);
    stub.on(PutCommand).resolves({});
    lines = [];
  });
  afterEach(() => {
    stub.restore();
    rmSync(folder, { recursive: true, force: true });
  });
  const run = (...args: string[]) => backfillStage(args, { folder, print: (line) => lines.push(line) });
  const scanned = () => stub.commandCalls(ScanCommand).map(({ args }) => args[0].input);

  it('rewrites every table of a stage, and says so in both languages', async () => {
    stub.on(ScanCommand).resolves({ Items: [] });
    stub.on(ScanCommand, { TableName: 'greenlane-prod-teams' }).resolves({ Items: [stale, row] });
    expect(await run('--stage', 'prod')).toBe(0);
    expect(scanned().map(({ TableName }) => TableName)).toEqual(
      tableNames.map((name) => `greenlane-prod-${name}`),
    );
    expect(stub.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
      TableName: 'greenlane-prod-teams',
      Item: row,
    });
    expect(lines.find((line) => line.startsWith('teams'))).toBe(
      'teams 完成：已读 2 行，已改写 1，他人已改 0，无法读取 0  done: 2 read, 1 written, 0 changed by others meanwhile, 0 unreadable',
    );
  });

  it('of one table, dry, writes nothing', async () => {
    stub.on(ScanCommand).resolves({ Items: [stale] });
    await run('--stage', 'dev', '--table', 'teams', '--dry-run');
    expect(scanned()).toHaveLength(1);
    expect(stub.commandCalls(PutCommand)).toEqual([]);
    expect(lines.join()).toContain('1 to be written');
  });

  it('tells how many rows nobody can read', async () => {
    stub.on(ScanCommand).resolves({ Items: [{ ...row, v: 9 }] });
    expect(await run('--stage', 'dev', '--table', 'teams')).toBe(1);
    expect(lines.at(-1)).toMatch(/1 行无法读取.*1 rows cannot be read/);
  });

  it('goes on where it was stopped, with the file that it keeps', async () => {
    const LastEvaluatedKey = { institution: row.institution, id: row.id };
    stub
      .on(ScanCommand)
      .resolvesOnce({ Items: [row], LastEvaluatedKey })
      .rejectsOnce(new Error('stopped'));
    await expect(run('--stage', 'dev', '--table', 'teams')).rejects.toThrow('stopped');
    stub.on(ScanCommand).resolves({ Items: [stale] });
    await run('--stage', 'dev', '--table', 'teams');
    expect(scanned().at(-1)?.ExclusiveStartKey).toEqual(LastEvaluatedKey);
    expect(lines.at(-1)).toContain('done: 2 read, 1 written');
  });

  it.each([
    [[], 'Name the stage'],
    [['--stage', 'Prod!'], 'Name the stage'],
    [['--stage', 'dev', '--table', 'pets'], 'There is no table pets'],
    [['--stage', 'dev', '--force'], "Unknown option '--force'"],
  ])('called with %j says what is wrong, and how it is called', async (args, message) => {
    const refused = run(...args);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow('npm run backfill -- --stage STAGE');
  });
});
