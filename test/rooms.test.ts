import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import house from '../package.json' with { type: 'json' };

/**
 * Which rooms may enter which (DESIGN.md §3). A name is a room or a part of one; `zod` and the like are no rooms.
 * A room that is not listed here does not belong to the house.
 */
const mayImport: Record<string, readonly string[]> = {
  domain: ['domain'],
  // A table is declared by the name that the store gives it.
  'infra/topology': ['infra/topology', 'domain', 'store/tables'],
  store: ['store', 'domain'],
  policies: ['policies', 'domain'],
  functions: ['functions', 'store', 'domain', 'policies', 'infra/topology'],
  infra: ['infra', 'infra/topology', 'domain', 'store/tables'],
  // The engine is a package that knows nothing of the house: its sources, tests and measures enter only each other.
  'packages/stepfunctions': ['packages/stepfunctions'],
  local: ['local', 'packages/stepfunctions', 'infra/topology', 'functions', 'store', 'domain', 'policies'],
  portal: ['portal', 'domain'],
  bench: ['bench', 'local', 'infra/topology', 'functions', 'store', 'domain', 'policies'],
};
/** What is no room: tests may go everywhere, and these hold no code of ours. */
const noRooms = ['test', 'docs', 'statemachines', 'node_modules', 'cdk.out', 'dist', 'coverage'];

const root = join(import.meta.dirname, '..');
const ours = Object.keys(mayImport);
const sources = globSync('**/*.{ts,tsx}', {
  cwd: root,
  exclude: (name) =>
    // Sources of a package's own dependencies are no more ours than those of the house's.
    basename(name) === 'node_modules' || noRooms.some((no) => name === no || name.startsWith(`${no}/`)),
}).filter((file) => !file.endsWith('.d.ts'));

type Import = { from: string; to: string };

/** An alias with one target (`#stepfunctions`) is that file; the others are folders by their own names. */
const behindAlias = (specifier: string): string =>
  normalize(Object.entries(house.imports).find(([alias]) => alias === specifier)?.[1] ?? specifier.slice(1));

/** What a file imports, as paths from the top: `#store/rows.ts` and `../store/rows.ts` are both `store/rows.ts`. */
function importsOf(file: string, text: string): Import[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*['"]([^'"]+)['"]/g)];
  return specifiers.flatMap(([, specifier = '']) => {
    if (specifier.startsWith('#')) return [{ from: file, to: behindAlias(specifier) }];
    return specifier.startsWith('.') ? [{ from: file, to: normalize(join(dirname(file), specifier)) }] : [];
  });
}

/** The innermost room of a path: `infra/topology.ts` and everything in `infra/topology/` are one. */
const roomOf = (path: string): string =>
  ours
    .filter((room) => path.startsWith(`${room}/`) || path === `${room}.ts`)
    .sort((a, b) => b.length - a.length)[0] ?? path;

const enters = (room: string, path: string): boolean =>
  (mayImport[room] ?? []).some((part) => {
    if (ours.includes(part)) return roomOf(path) === part;
    return path === `${part}.ts` || path.startsWith(`${part}/`);
  });

const forbidden = ({ from, to }: Import): boolean => !enters(roomOf(from), to);
const imports = sources.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));

describe('the rooms of the house', () => {
  it('are all listed, and the ones listed that exist have files', () => {
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !noRooms.includes(entry.name))
      .flatMap(({ name }) =>
        name === 'packages' ? readdirSync(join(root, name)).map((one) => `${name}/${one}`) : [name],
      );
    expect(folders.filter((name) => !ours.includes(name))).toEqual([]);
    for (const room of [
      'domain',
      'store',
      'policies',
      'functions',
      'infra',
      'infra/topology',
      'local',
      'packages/stepfunctions',
    ]) {
      expect(sources.filter((file) => roomOf(file) === room).length, room).toBeGreaterThan(0);
    }
  });

  it.each(ours)('%s enters only the rooms that it may', (room) => {
    const wrong = imports.filter((one) => roomOf(one.from) === room && forbidden(one));
    expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('import files that exist', () => {
    const missing = imports.filter(({ to }) => !existsSync(join(root, to)));
    expect(missing.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('are kept apart by a rule that would see a wrong step', () => {
    const step = (from: string, specifier: string) =>
      importsOf(from, `import { x } from '${specifier}';`).map(forbidden);
    expect(step('domain/quote.ts', '#store/rows.ts')).toEqual([true]);
    expect(step('domain/quote.ts', './policy.ts')).toEqual([false]);
    expect(step('store/rows.ts', '../functions/http.ts')).toEqual([true]);
    expect(step('functions/http.ts', '#infra/topology.ts')).toEqual([false]);
    expect(step('functions/http.ts', '#infra/constructs/api.ts')).toEqual([true]);
    expect(step('infra/stacks/data.ts', '#local/system.ts')).toEqual([true]);
    expect(step('infra/topology/tables.ts', '#store/tables.ts')).toEqual([false]);
    expect(step('infra/topology/tables.ts', '#store/client.ts')).toEqual([true]);
    expect(step('local/system.ts', '#stepfunctions')).toEqual([false]);
    expect(step('functions/http.ts', '#stepfunctions')).toEqual([true]);
    expect(step('packages/stepfunctions/src/index.ts', '../../../local/time.ts')).toEqual([true]);
    expect(step('policies/index.ts', '#functions/reference.ts')).toEqual([true]);
    expect(importsOf('a.ts', "const x = await import('#local/system.ts');")).toEqual([
      { from: 'a.ts', to: 'local/system.ts' },
    ]);
  });

  it('import nothing of AWS, Node or the clock into the domain', () => {
    for (const file of sources.filter((each) => roomOf(each) === 'domain')) {
      const text = readFileSync(join(root, file), 'utf8');
      expect(text, file).not.toMatch(/from '(@aws|node:)/);
      expect(text, file).not.toMatch(/Date\.now\(|new Date\(\)|Math\.random\(|process\.env/);
    }
  });

  it('import zod as a namespace, which bundles a fifth of what `import { z }` does', () => {
    const wrong = sources.filter((file) =>
      /import (?!(type )?\* as z )[^;]*from 'zod'/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(wrong).toEqual([]);
  });
});
