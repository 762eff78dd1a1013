import { spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Each room's folders from the lowest to the highest: a file imports only from its own entry or from one above it in the
 * list, types included. An entry is one folder or several names that lie at one height; `*` is every file at the top of
 * the room that is not named itself. Which rooms may enter which is in biome.json, where an editor shows it; cycles
 * between files are found by Biome too. A room that is not listed here does not belong to the house.
 */
const rooms: Record<string, readonly string[]> = {
  domain: [
    '*', // bilingual texts, labels, problems
    'money',
    'time',
    'units',
    'people',
    'verification',
    'ledger',
    'organisations',
    'policy',
    'fees',
    'appointments',
    'certificates',
    'dispatch',
    'intake',
    'tasks',
  ],
  contract: ['table-names.ts dead-letter-queues.ts types.ts problems.ts', 'api', '*'],
  store: [
    'runtime',
    'dynamodb',
    'delivery',
    'organisations',
    'ledger',
    'tasks',
    'appointments',
    'certificates',
    'dispatch',
    'codecs.ts', // of all of them
  ],
  policies: ['*'],
  functions: [
    'runtime',
    '*', // the caller, reference data
    'scope',
    'idempotency',
    'writes',
    'views',
    'middleware',
    'use-cases/delivery',
    'use-cases/organisations',
    'use-cases/fees',
    'use-cases/appointments',
    'use-cases/certificates',
    'use-cases/dispatch',
    'use-cases/tasks',
    'define-api.ts define-worker.ts define-stream.ts define-event.ts',
    'workflow',
    'events',
    'schedule',
    'api',
  ],
  infra: ['*', 'constructs', 'stacks', 'greenlane.ts app.ts'],
  local: [
    '*', // clock, names, log, ledger, dead letters
    'dynamodb',
    'functions',
    'streams',
    'events',
    'housekeeping',
    'seed',
    'sign-in',
    'http',
    'time.ts system.ts',
    'screen.ts token.ts run.ts main.ts backfill-main.ts',
    'demo',
  ],
  portal: ['*'],
  bench: ['*', 'aws', 'cost dispatch housekeeping lifecycles'],
  // It keeps its own order: packages/stepfunctions/test/imports.test.ts
  'packages/stepfunctions': ['bench ci src test'],
};
/** What is no room: tests may go everywhere, and these hold no code of ours. */
const noRooms = ['test', 'docs', 'statemachines', 'node_modules', 'cdk.out', 'dist', 'coverage', 'reports'];

const root = join(import.meta.dirname, '..');
const sources = globSync('**/*.{ts,tsx}', {
  cwd: root,
  exclude: (name) =>
    // Sources of a package's own dependencies are no more ours than those of the house's.
    basename(name) === 'node_modules' || noRooms.some((no) => name === no || name.startsWith(`${no}/`)),
}).filter((file) => !file.endsWith('.d.ts') && file.includes('/'));

type Import = { from: string; specifier: string; to: string };

/** What a file imports of ours, as paths from the top: `#store/dynamodb/rows.ts` and `../dynamodb/rows.ts` are one. */
function importsOf(from: string, text: string): Import[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*['"]([.#][^'"]+)['"]/g)];
  return specifiers.map(([, specifier = '']) => ({
    from,
    specifier,
    to: specifier.startsWith('#') ? specifier.slice(1) : normalize(join(dirname(from), specifier)),
  }));
}

/** The room of a path: a package is one, else the top folder. */
const roomOf = (path: string): string => path.split('/', path.startsWith('packages/') ? 2 : 1).join('/');

/** How high a file lies in its room: the place of its entry in the list. Undefined for a folder that no entry names. */
function heightOf(file: string): number | undefined {
  const room = roomOf(file);
  const inside = file.slice(room.length + 1);
  const entries = (rooms[room] ?? []).map((entry) => entry.split(' '));
  const named = entries.findIndex((names) =>
    names.some((name) => inside === name || inside.startsWith(`${name}/`)),
  );
  const height = named < 0 && !inside.includes('/') ? entries.findIndex(([name]) => name === '*') : named;
  return height < 0 ? undefined : height;
}

const leavesByPath = ({ from, specifier, to }: Import): boolean =>
  specifier.startsWith('.') && roomOf(from) !== roomOf(to);
const goesUp = ({ from, to }: Import): boolean =>
  roomOf(from) === roomOf(to) && (heightOf(to) ?? Infinity) > (heightOf(from) ?? -1);

const imports = sources.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));
const inWords = (wrong: Import[]) => wrong.map(({ from, specifier }) => `${from} imports ${specifier}`);

describe('the rooms of the house', () => {
  it('are all listed, and each of their files has a height', () => {
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !noRooms.includes(entry.name))
      .flatMap(({ name }) =>
        name === 'packages' ? readdirSync(join(root, name)).map((one) => `${name}/${one}`) : [name],
      );
    expect(folders.filter((name) => !rooms[name])).toEqual([]);
    expect(sources.filter((file) => heightOf(file) === undefined)).toEqual([]);
    for (const room of folders) {
      expect(sources.filter((file) => roomOf(file) === room).length, room).toBeGreaterThan(0);
    }
  });

  it('are left by an alias only, for the linter knows a room by its alias', () => {
    expect(inWords(imports.filter(leavesByPath))).toEqual([]);
  });

  it.each(Object.keys(rooms))('%s has no import that goes up', (room) => {
    expect(inWords(imports.filter((one) => roomOf(one.from) === room && goesUp(one)))).toEqual([]);
  });

  it('are kept in order by rules that would see a wrong step', () => {
    const up = (from: string, specifier: string) =>
      importsOf(from, `import type { x } from '${specifier}';`).map(goesUp);
    expect(up('domain/fees/quote.ts', '../policy/policy.ts')).toEqual([false]);
    expect(up('domain/policy/policy.ts', '../fees/quote.ts')).toEqual([true]);
    expect(up('domain/policy/policy.ts', '#domain/tasks/task.ts')).toEqual([true]);
    expect(up('domain/problem.ts', './tasks/task.ts')).toEqual([true]);
    expect(up('domain/tasks/task.ts', './outcome.ts')).toEqual([false]);
    expect(up('domain/tasks/task.ts', '#domain/nobody/knows.ts')).toEqual([true]);
    expect(up('functions/use-cases/tasks/decide.ts', '#functions/define-api.ts')).toEqual([true]);
    expect(up('functions/api/tasks.ts', '#functions/define-api.ts')).toEqual([false]);
    expect(up('infra/constructs/edges.ts', '../stacks/data.ts')).toEqual([true]);
    expect(up('store/dynamodb/rows.ts', '#domain/text.ts')).toEqual([false]);
    expect(importsOf('a/b.ts', "const x = await import('#local/system.ts');")).toMatchObject([
      { to: 'local/system.ts' },
    ]);
    const out = (from: string, specifier: string) =>
      importsOf(from, `export * from '${specifier}';`).map(leavesByPath);
    expect(out('store/dynamodb/rows.ts', '../../functions/define-api.ts')).toEqual([true]);
    expect(out('packages/stepfunctions/src/index.ts', '../../../local/time.ts')).toEqual([true]);
    expect(out('packages/stepfunctions/src/core/step.ts', '../language/types.ts')).toEqual([false]);
    expect(out('store/dynamodb/rows.ts', '#functions/define-api.ts')).toEqual([false]);
  });

  it('import nothing of the clock or chance into the domain', () => {
    for (const file of sources.filter((each) => roomOf(each) === 'domain')) {
      const text = readFileSync(join(root, file), 'utf8');
      expect(text, file).not.toMatch(/Date\.now\(|new Date\(\)|Math\.random\(|process\.env/);
    }
  });
});

describe('the linter', () => {
  const all = 'domain contract store policies functions infra local portal packages/x'.split(' ');
  const but = (...open: string[]) => all.filter((room) => !open.includes(room));
  const steps: [code: string, refusedIn: string[]][] = [
    ["import type { x } from '#domain/text.ts';", ['packages/x']],
    ["import type { x } from '#contract/routes.ts';", ['domain', 'policies', 'packages/x']],
    ["import type { x } from '#store/dynamodb/rows.ts';", but('store', 'functions', 'local')],
    ["import type { x } from '#policies/index.ts';", but('policies', 'functions', 'infra', 'local')],
    ["import type { x } from '#functions/reference.ts';", but('functions', 'local')],
    ["import type { x } from '#infra/grants.ts';", but('infra')],
    ["import type { x } from '#stepfunctions';", but('local')],
    ["import type { x } from '#local/system.ts';", but('local')],
    ["import { x } from '#local/system.ts';", but('local')],
    ["import type { x } from '#bench/aws/prices.ts';", all],
    ["export * from '#local/system.ts';", but('local')],
    ["export const x = await import('#local/system.ts');", but('local')],
    ["import { x } from 'node:fs';", ['domain', 'contract']],
    ["import { x } from '@aws-sdk/client-dynamodb';", ['domain', 'contract']],
    ["import { x } from 'ulid';", ['domain']],
    ["import * as z from 'zod';", []],
    ["import type * as z from 'zod';", []],
    ["import { z } from 'zod';", all],
    ["import z from 'zod';", all],
  ];

  it('refuses each wrong step between rooms, however it is written, and zod other than as a namespace', () => {
    expect(
      refused(
        steps.map(([code]) => code),
        all,
      ),
    ).toEqual(steps.map(([, rooms]) => rooms));
  });
});

/** For each piece of code the rooms in which the linter, as this repository sets it up, refuses it. */
function refused(codes: string[], within: string[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'greenlane-lint-'));
  try {
    cpSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    for (const room of within) {
      mkdirSync(join(folder, room), { recursive: true });
      for (const [index, code] of codes.entries()) writeFileSync(join(folder, room, `${index}.ts`), code);
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const options = ['--only=style/noRestrictedImports', '--vcs-enabled=false', '--max-diagnostics=none'];
    const { stdout } = spawnSync(process.execPath, [biome, 'lint', ...options, '--reporter=json', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { location: { path: string } }[] };
    const found = new Set(diagnostics.map(({ location }) => location.path));
    return codes.map((_, index) => within.filter((room) => found.has(`${room}/${index}.ts`)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
