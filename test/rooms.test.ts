import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import house from '../package.json' with { type: 'json' };

/**
 * Which rooms may enter which. A name is a room; `zod` and the like are no rooms. A room that is not listed here does
 * not belong to the house.
 */
const mayImport: Record<string, readonly string[]> = {
  domain: ['domain'],
  contract: ['contract', 'domain'],
  store: ['store', 'contract', 'domain'],
  policies: ['policies', 'domain'],
  functions: ['functions', 'store', 'contract', 'policies', 'domain'],
  infra: ['infra', 'contract', 'domain'],
  // The engine is a package that knows nothing of the house: its sources, tests and measures enter only each other.
  'packages/stepfunctions': ['packages/stepfunctions'],
  local: ['local', 'packages/stepfunctions', 'functions', 'store', 'contract', 'policies', 'domain'],
  portal: ['portal', 'contract', 'domain'],
  bench: ['bench', 'local', 'functions', 'store', 'contract', 'policies', 'domain'],
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

/** The room of a path: a package is one, else the top folder. */
const roomOf = (path: string): string => path.split('/', path.startsWith('packages/') ? 2 : 1).join('/');

const forbidden = ({ from, to }: Import): boolean => !(mayImport[roomOf(from)] ?? []).includes(roomOf(to));
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
      'contract',
      'store',
      'policies',
      'functions',
      'infra',
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
    expect(step('domain/fees/quote.ts', '#store/dynamodb/rows.ts')).toEqual([true]);
    expect(step('domain/fees/quote.ts', '../policy/policy.ts')).toEqual([false]);
    expect(step('contract/routes.ts', '#domain/people/principal.ts')).toEqual([false]);
    expect(step('contract/tables.ts', '#store/dynamodb/client.ts')).toEqual([true]);
    expect(step('store/dynamodb/rows.ts', '../../functions/define-api.ts')).toEqual([true]);
    expect(step('functions/define-api.ts', '#contract/routes.ts')).toEqual([false]);
    expect(step('functions/define-api.ts', '#infra/constructs/api.ts')).toEqual([true]);
    expect(step('infra/stacks/data.ts', '#local/system.ts')).toEqual([true]);
    expect(step('local/system.ts', '#stepfunctions')).toEqual([false]);
    expect(step('functions/define-api.ts', '#stepfunctions')).toEqual([true]);
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
