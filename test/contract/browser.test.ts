import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** Everything that the contract says, as a page or any other client may ask for it. */
const everything = `
  export * from '#contract/index.ts';
  export * from '#contract/delivery.ts';
  export * from '#contract/events.ts';
  export * from '#contract/problems.ts';
  export * from '#contract/refusals.ts';
  export { openApi } from '#contract/openapi.ts';
`;
/** What the contract and the domain need of others: schemas, working days, credit codes (and what those rest on). */
const libraries = ['chinese-days', 'ut2', 'util-helpers', 'zod'];

/** Bundled as for a page: nothing left out, and an import of Node's is an error. */
const bundle = (contents: string) =>
  build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });

const originOf = (file: string): string => {
  const [first = '', scope = '', name = ''] = file.split(/[/\\]/);
  if (first !== 'node_modules') return first;
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
};
const origins = ({ inputs }: Metafile) =>
  [
    ...new Set(
      Object.keys(inputs)
        .filter((file) => file !== '<stdin>')
        .map(originOf),
    ),
  ].sort();

describe('the contract in a browser', () => {
  it('brings the domain and a few small libraries, nothing of Node and nothing of AWS', async () => {
    const { metafile, outputFiles } = await bundle(everything);
    expect(origins(metafile)).toEqual([...libraries, 'contract', 'domain'].sort());
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
    expect(imported.filter(({ external, path }) => external || isBuiltin(path))).toEqual([]);
    const code = outputFiles[0]?.contents ?? new Uint8Array();
    console.log(`contract: ${kilobytes(code.length)} kB, ${kilobytes(gzipSync(code).length)} kB gzipped`);
    expect(code.length).toBeLessThan(400_000);
  });

  it('would be refused with a word of Node or AWS in it', async () => {
    await expect(bundle("import 'node:fs';")).rejects.toThrow(/node:fs/);
    const { metafile } = await bundle("export * from '#domain/problem.ts'; import '@smithy/types';");
    expect(origins(metafile)).toContain('@smithy/types');
  });
});

const kilobytes = (bytes: number) => Math.round(bytes / 1000);
