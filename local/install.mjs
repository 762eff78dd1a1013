// Installs what is missing before a command runs. Plain JavaScript for the system's own Node (20 or later), which
// runs it before node_modules exists; everything after it runs on the Node 24 that node_modules then brings.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'node_modules', '.greenlane-installed');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
if (!installed) {
  console.error('Installing dependencies (first run, or package-lock.json changed) 正在安装依赖…');
  // npm tells its children where it is; "npm" itself may be a different one on the PATH.
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const result = spawnSync(
    command,
    [...first, 'ci', '--no-audit', '--no-fund', '--no-json', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  );
  if (result.status !== 0) {
    console.error('npm ci failed; its messages are above. 依赖安装失败，原因见上。');
    process.exit(result.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
