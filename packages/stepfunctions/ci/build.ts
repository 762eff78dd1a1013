import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

// Makes dist/, all that is packed: one file with everything it needs, its types, and the licence of what it bundles.
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const program = join(dist, 'stepfunctions.mjs');

rmSync(dist, { recursive: true, force: true });
await build({
  entryPoints: [join(root, 'src/package.ts')],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  logLevel: 'warning',
});
chmodSync(program, 0o755);
const jsonata = dirname(createRequire(import.meta.url).resolve('jsonata/package.json'));
copyFileSync(join(jsonata, 'LICENSE'), join(dist, 'LICENSE-jsonata'));
const types = spawnSync('tsc', ['--project', join(import.meta.dirname, 'tsconfig.types.json')], {
  stdio: 'inherit',
});
process.exitCode = types.status ?? 1;
