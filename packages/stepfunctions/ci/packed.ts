import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

// Packs the engine and uses the tarball as a stranger would: in an empty folder, with Node 24 and npm, without a
// network and with nothing of this repository in reach. Prints each thing that holds, and ends with what does not.

const NAME = 'durable-stepfunctions-jsonata';
const npmFolder = dirname(process.env.npm_execpath ?? '');
const folder = mkdtempSync(join(tmpdir(), 'packed-engine-'));
const [bin, tarballs, empty, project] = ['bin', 'tarballs', 'empty', 'project'].map((name) => {
  mkdirSync(join(folder, name));
  return join(folder, name);
}) as [string, string, string, string];

/** What a stranger's shell has: this Node, the system's own commands, and no settings of ours. */
symlinkSync(process.execPath, join(bin, 'node'));
const env = { PATH: [bin, '/usr/bin', '/bin'].join(delimiter), HOME: folder, npm_config_offline: 'true' };

function holds(what: string, good: boolean, seen: unknown): void {
  if (!good) throw new Error(`${what}: not so. Seen: ${JSON.stringify(seen)}`);
  console.log(`ok  ${what}`);
}

function run(what: string, cwd: string, args: string[], environment: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${what} failed (${status}):\n${stdout}\n${stderr}`);
  return stdout;
}

function pack(): string {
  const args = [join(npmFolder, 'npm-cli.js'), 'pack', '--pack-destination', tarballs];
  run('npm pack', join(import.meta.dirname, '..'), args, process.env);
  const [tarball] = readdirSync(tarballs);
  if (tarball === undefined) throw new Error('npm pack made no tarball.');
  return join(tarballs, tarball);
}

/** Resolves with the address once the program prints it; rejects with all that it said if it ends before. */
function addressOf(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += String(chunk);
      const [url] = /http:\S+/.exec(said) ?? [];
      if (url) resolve(url);
    };
    program.stdout?.on('data', listen);
    program.stderr?.on('data', listen);
    program.once('exit', (code) => reject(new Error(`The program ended (${code}) and said:\n${said}`)));
  });
}

async function executeOver(url: string): Promise<{ status: string; output: string }> {
  const call = async <T>(operation: string, body: object): Promise<T> => {
    const headers = { 'x-amz-target': `AWSStepFunctions.${operation}` };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${operation} was answered with ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  };
  const States = { Double: { Type: 'Pass', Output: '{% $states.input.n * 2 %}', End: true } };
  const { stateMachineArn } = await call<{ stateMachineArn: string }>('CreateStateMachine', {
    name: 'double',
    definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Double', States }),
    roleArn: 'arn:aws:iam::123456789012:role/packed',
  });
  const { executionArn } = await call<{ executionArn: string }>('StartExecution', {
    stateMachineArn,
    input: '{"n":21}',
  });
  for (;;) {
    const described = await call<{ status: string; output: string }>('DescribeExecution', { executionArn });
    if (described.status !== 'RUNNING') return described;
  }
}

async function checkProgram(tarball: string): Promise<void> {
  const npx = [join(npmFolder, 'npx-cli.js'), '--yes', '--package', tarball, '--', NAME];
  // A process group of its own, so that npx, its shell and the engine are stopped together.
  const program = spawn(process.execPath, [...npx, '--port', '0', '--db', 'executions.db'], {
    cwd: empty,
    env,
    detached: true,
  });
  // Not 'exit': npx may be gone before the engine, which holds the other end of the pipe until it has closed its file.
  const gone = once(program, 'close');
  try {
    const url = await addressOf(program);
    holds('npx starts the tarball in an empty folder', url.startsWith('http://127.0.0.1:'), url);
    const { status, output } = await executeOver(url);
    holds('an execution with JSONata succeeds over HTTP', status === 'SUCCEEDED' && output === '42', output);
  } finally {
    if (program.pid !== undefined && program.exitCode === null) process.kill(-program.pid, 'SIGTERM');
    await gone;
  }
  const left = readdirSync(empty);
  holds('it stops, and leaves its database only', left.length === 1 && left[0] === 'executions.db', left);
}

function checkLibrary(tarball: string): void {
  run('npm install', project, [join(npmFolder, 'npm-cli.js'), 'install', '--no-audit', tarball], env);
  const installed = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
  holds('it installs without a dependency', installed.length === 1 && installed[0] === NAME, installed);
  const use = `import { MovableClock, openStepFunctions } from '${NAME}';
    const clock = new MovableClock({ flowing: false });
    const engine = await openStepFunctions({ database: ':memory:', clock, invokeFunction: async () => ({}) });
    console.log(JSON.stringify(await engine.handle('ListStateMachines', {})));
    await engine.close();`;
  const said = run('the library', project, ['--input-type=module', '--eval', use], env);
  holds('it is a library, and runs no program when imported', said.trim() === '{"stateMachines":[]}', said);
}

try {
  const tarball = pack();
  checkLibrary(tarball);
  await checkProgram(tarball);
} catch (error) {
  console.error(`FAILED  ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
