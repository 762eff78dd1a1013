import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FunctionName } from '#contract/index.ts';
import { functions, variablesOf } from '#contract/index.ts';
import { metrics } from '#contract/metrics.ts';
import { budgetBytes, bundles } from '#infra/bundles.ts';
import { synthesise } from './synthesis.ts';
import { ofType } from './template.ts';

const names = Object.keys(functions) as FunctionName[];

test('the bundle of each function is within the budget', () => {
  const sizes = names.map((name) => [name, bundles().get(name)?.code.byteLength ?? Infinity] as const);
  const lines = sizes.map(
    ([name, bytes]) => `${name.padEnd(18)}${String(Math.round(bytes / 1_000)).padStart(4)} kB`,
  );
  console.log(`Bundles, of ${budgetBytes / 1_000} kB each:\n${lines.join('\n')}`);
  expect(sizes.filter(([, bytes]) => bytes > budgetBytes)).toEqual([]);
});

test('each function says when it finds a row that it cannot read', () => {
  const silent = names.filter((name) => {
    const code = bundles().get(name)?.code;
    return !code || !Buffer.from(code).includes(metrics.unreadableRows);
  });
  expect(silent).toEqual([]);
});

/** The one synthesis that bundles: what is looked at here is what `cdk deploy` uploads. */
describe('the assets', () => {
  let directory: string;
  const assets = new Map<string, string>();
  const fileOf = (name: FunctionName) => join(assets.get(name) ?? '', 'index.mjs');

  beforeAll(() => {
    const synthesis = synthesise({ bundle: true });
    directory = synthesis.directory;
    for (const { Properties } of ofType(synthesis.service.Resources, 'AWS::Lambda::Function')) {
      const asset = `asset.${Properties.Code.S3Key.replace('.zip', '')}`;
      assets.set(Properties.FunctionName.replace('greenlane-dev-', ''), join(directory, asset));
    }
  });

  test('are one a function, of the code and its map and nothing else', () => {
    expect(new Set(assets.values()).size).toBe(names.length);
    for (const name of names) {
      expect(readdirSync(assets.get(name) ?? '').sort()).toEqual(['index.mjs', 'index.mjs.map']);
      expect(readFileSync(fileOf(name), 'utf8')).toMatch(/\n\/\/# sourceMappingURL=index\.mjs\.map\n$/);
    }
  });

  test('load outside the repository, with no package at hand, and export a handler', () => {
    const variables = Object.fromEntries(names.flatMap(variablesOf).map((key) => [key, 'https://unused']));
    const script = `
      for (const file of process.argv.slice(1)) {
        const { handler } = await import(file);
        console.log(typeof handler);
      }`;
    const printed = execFileSync(
      process.execPath,
      ['--input-type=module', '-e', script, ...names.map(fileOf)],
      {
        cwd: directory,
        env: { ...variables, AWS_REGION: 'xx-test-1', NODE_OPTIONS: '--enable-source-maps' },
        encoding: 'utf8',
      },
    );
    expect(printed.trim().split('\n')).toEqual(names.map(() => 'function'));
  });
});
