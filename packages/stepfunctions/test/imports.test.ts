import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What the packed file bundles beside the engine itself. */
const BUNDLED = ['jsonata'];

/** The parts of the engine from the inside out: each imports from those before it, and from nothing after it. */
const ORDER = [
  ...['clock.ts', 'identity.ts', 'language', 'core', 'store', 'runner', 'service', 'integrations'],
  ...['index.ts', 'server.ts', 'main.ts', 'package.ts'],
];

const src = join(import.meta.dirname, '../src');
const files = globSync('**/*.ts', { cwd: src });

/** What a file imports, also for its types and also later (`import(…)`). */
const specifiersOf = (text: string): string[] =>
  [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*['"]([^'"]+)['"]/g)].map(([, name = '']) => name);

const imports = new Map(files.map((file) => [file, specifiersOf(readFileSync(join(src, file), 'utf8'))]));

/** The files inside the package that each file imports. */
const graph = new Map(
  [...imports].map(([file, names]) => [
    file,
    names.filter((name) => name.startsWith('.')).map((name) => normalize(join(dirname(file), name))),
  ]),
);

/** The first cycle that can be walked, as the files on its way; nothing when there is none. */
function cycleIn(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of edges.get(file) ?? []) {
      const cycle = walk(next, [...way, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = walk(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

const partOf = (file: string): number => ORDER.indexOf(file.split('/')[0] ?? '');

describe('the imports of the package', () => {
  it('are read at all', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(graph.get('index.ts')).toContain('runner/runner.ts');
  });

  it('have no cycle, not even of types', () => {
    expect(cycleIn(graph)).toBeUndefined();
  });

  it('would show a cycle', () => {
    const edges = { a: ['b'], b: ['c', 'd'], c: [], d: ['b'] };
    expect(cycleIn(new Map(Object.entries(edges)))).toEqual(['b', 'd', 'b']);
  });

  it('run one way through its parts', () => {
    expect(files.filter((file) => partOf(file) < 0)).toEqual([]);
    const wrong = [...graph].flatMap(([file, targets]) =>
      targets.filter((target) => partOf(target) > partOf(file)).map((target) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('name nothing but files of the package, Node and what is bundled', () => {
    const foreign = [...imports].flatMap(([file, names]) =>
      names
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !BUNDLED.includes(name))
        .map((name) => `${file} imports ${name}`),
    );
    const outside = [...graph].flatMap(([file, targets]) =>
      targets.filter((target) => !files.includes(target)).map((target) => `${file} imports ${target}`),
    );
    expect([...foreign, ...outside]).toEqual([]);
  });
});
