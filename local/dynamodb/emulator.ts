import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awsJson } from '#local/aws-json.ts';
import { StartFailure } from '#local/failure.ts';
import { endOrphans } from './orphan.ts';

export type DynamoDb = {
  readonly endpoint: string;
  /** The SQLite file of our own emulator; undefined for one in memory and for any other DynamoDB. */
  readonly file: string | undefined;
  stop(): Promise<void>;
};

const READY_WITHIN_MS = 10_000;

/**
 * The DynamoDB to use: the one at `DYNAMODB_ENDPOINT`, else our own emulator on a free loopback port.
 * @param database the file to keep the tables in; undefined for memory.
 * @param onExit called when the emulator ends although nobody stopped it.
 * @throws StartFailure when there is neither.
 */
export async function startDynamoDb(database: string | undefined, onExit: () => void): Promise<DynamoDb> {
  const endpoint = process.env.DYNAMODB_ENDPOINT;
  if (endpoint) return useEndpoint(endpoint);
  const program = emulatorProgram();
  if (database !== undefined) await endOrphans(database);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const child = spawnEmulator(program, port, database);
    const started = await waitUntilReady(`http://127.0.0.1:${port}`, child);
    if (started) return watched(child, { endpoint: `http://127.0.0.1:${port}`, file: database }, onExit);
    // Somebody may have taken the port between our looking and the emulator's listening.
    if (attempt === 3)
      throw new StartFailure('内置数据库无法启动。', 'The embedded database does not start.');
  }
}

async function useEndpoint(endpoint: string): Promise<DynamoDb> {
  try {
    await awsJson(endpoint)('DynamoDB_20120810.ListTables', {});
  } catch (cause) {
    throw new StartFailure(
      `DYNAMODB_ENDPOINT=${endpoint} 没有应答。请检查地址，或去掉该变量以使用内置数据库。`,
      `Nothing answers at DYNAMODB_ENDPOINT=${endpoint}. Check the address, or unset the variable to use the embedded database.`,
      cause,
    );
  }
  return { endpoint, file: undefined, stop: async () => {} };
}

function emulatorProgram(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  try {
    const program = join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'dynoxide');
    accessSync(program, constants.X_OK);
    return program;
  } catch (cause) {
    throw new StartFailure(
      `本机没有内置数据库（可选依赖 ${name}）。请运行 npm ci；不支持的系统请另行启动 DynamoDB Local，并设置 DYNAMODB_ENDPOINT=http://127.0.0.1:8000。`,
      `The embedded database (optional dependency ${name}) is not installed. Run npm ci; on a system without it, start DynamoDB Local and set DYNAMODB_ENDPOINT=http://127.0.0.1:8000.`,
      cause,
    );
  }
}

function spawnEmulator(program: string, port: number, database: string | undefined): ChildProcess {
  const command = [program, 'serve', '--port', String(port), ...(database ? ['--db-path', database] : [])];
  // Where the system can, it ends the emulator together with us, however we end.
  const setpriv = '/usr/bin/setpriv';
  const tied = existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--', ...command] : command;
  // Detached: Ctrl-C goes to us alone, and the emulator stays until the last write is done.
  return spawn(tied[0] as string, tied.slice(1), { stdio: 'ignore', detached: true });
}

async function waitUntilReady(endpoint: string, child: ChildProcess): Promise<boolean> {
  const listTables = () => awsJson(endpoint)('DynamoDB_20120810.ListTables', {});
  const deadline = Date.now() + READY_WITHIN_MS;
  let failed = false;
  child.once('error', () => {
    failed = true;
  });
  while (Date.now() < deadline && !failed && child.exitCode === null && child.signalCode === null) {
    const answered = await listTables().then(
      () => true,
      () => false,
    );
    if (answered) return child.exitCode === null;
    await sleep(5);
  }
  child.kill('SIGKILL');
  return false;
}

function watched(child: ChildProcess, place: Omit<DynamoDb, 'stop'>, onExit: () => void): DynamoDb {
  const kill = () => void child.kill('SIGKILL');
  const exited = once(child, 'exit');
  child.once('exit', onExit);
  process.once('exit', kill);
  return {
    ...place,
    stop: async () => {
      child.off('exit', onExit);
      process.off('exit', kill);
      child.kill('SIGTERM');
      // It has nothing to finish: every answered write is on disk.
      const late = setTimeout(kill, 2_000);
      await exited;
      clearTimeout(late);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
