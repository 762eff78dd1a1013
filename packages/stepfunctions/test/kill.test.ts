import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CALLBACK, INVOKE, ROLE } from './harness.ts';

/** A Lambda endpoint that the test answers by hand. */
class Lambda {
  readonly #server: Server;
  #waiting: ((call: { payload: Record<string, string>; answer(value: unknown): void }) => void)[] = [];

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.#take(JSON.parse(Buffer.concat(chunks).toString()), response));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next invocation. */
  next(): Promise<{ payload: Record<string, string>; answer(value: unknown): void }> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #take(payload: Record<string, string>, response: ServerResponse): void {
    this.#waiting.shift()?.({ payload, answer: (value) => response.end(JSON.stringify(value)) });
  }
}

let folder: string;
let lambda: Lambda;
let endpoint: string;
let server: ChildProcess;
let client: SFNClient;

/** Starts the engine as a program of its own, on the same database each time. */
async function boot(): Promise<void> {
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const options = ['--port', '0', '--db', join(folder, 'engine.db'), '--lambda-endpoint', endpoint];
  server = spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve) => {
    server.stdout?.on('data', (chunk: Buffer) => {
      const [address] = /http:\S+/.exec(String(chunk)) ?? [];
      if (address) resolve(address);
    });
  });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new SFNClient({ endpoint: url, region: 'cn-northwest-1', credentials });
}

async function kill(): Promise<void> {
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await gone;
  client.destroy();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'engine-'));
  lambda = new Lambda();
  endpoint = await lambda.listen();
  await boot();
});
afterEach(async () => {
  await kill();
  lambda.close();
  rmSync(folder, { recursive: true });
});

it('goes on after kill -9: the call that was out is made again, the token that was out is taken', async () => {
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Work',
    States: {
      Work: {
        Type: 'Task',
        Resource: INVOKE,
        Arguments: { FunctionName: 'work', Payload: { n: '{% $states.input.n %}' } },
        Output: '{% $states.result.Payload %}',
        Next: 'Ask',
      },
      Ask: {
        Type: 'Task',
        Resource: CALLBACK,
        Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
        Output: { asked: '{% $states.result %}', worked: '{% $states.input %}' },
        Next: 'Rest',
      },
      Rest: { Type: 'Wait', Seconds: 1, End: true },
    },
  });
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name: 'm', definition, roleArn: ROLE }),
  );
  const first = lambda.next();
  const started = await client.send(new StartExecutionCommand({ stateMachineArn, input: '{"n":"1"}' }));
  expect((await first).payload).toEqual({ n: '1' });

  await kill();
  const second = lambda.next();
  await boot();
  const asked = lambda.next();
  (await second).answer('done');

  const { payload, answer } = await asked;
  answer(null);
  await kill();
  await boot();
  // Should the submission have been lost with the process, the function is asked again and the token is the same.
  void lambda.next().then((again) => again.answer(null));
  await client.send(new SendTaskSuccessCommand({ taskToken: payload.token, output: '"yes"' }));

  await kill();
  await boot();
  const { executionArn } = started;
  await vi.waitFor(
    async () => {
      const described = await client.send(new DescribeExecutionCommand({ executionArn }));
      expect(described).toMatchObject({ status: 'SUCCEEDED', output: '{"asked":"yes","worked":"done"}' });
    },
    { timeout: 10_000, interval: 50 },
  );
});
