import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateMachine } from 'aws-local-stepfunctions';
import { MovableClock } from '../src/clock.ts';
import { openStepFunctions } from '../src/index.ts';
import { EXPECTED, JSONATA, JSONPATH, STATES, TASKS } from './machines.ts';

const EXECUTIONS = 2_000;
const ROUNDS = 3;
const STARTS = 5;
const WAITING = 10_000;
const ROLE = 'arn:aws-cn:iam::000000000000:role/bench';

interface Speed {
  transitions: number;
  executions: number;
}

const here = (file: string): string => new URL(file, import.meta.url).pathname;
const median = (values: number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;

/** Rounds of executions through the whole engine, on a file: every step is committed before it is acted on. */
async function durable(folder: string): Promise<Speed> {
  const engine = await openStepFunctions({
    database: join(folder, 'speed.db'),
    clock: new MovableClock({ flowing: true }),
    invokeFunction: async (_arn, payload) => ({ payload }),
  });
  const definition = JSON.stringify(JSONATA);
  const created = await engine.handle('CreateStateMachine', { name: 'bench', definition, roleArn: ROLE });
  const { stateMachineArn } = created as { stateMachineArn: string };
  const rates: number[] = [];
  let last = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    for (let index = 0; index < EXECUTIONS; index += 1) {
      const execution = await engine.handle('StartExecution', { stateMachineArn, input: '{"n":1}' });
      last = (execution as { executionArn: string }).executionArn;
    }
    await engine.idle();
    rates.push((EXECUTIONS * 1000) / (performance.now() - started));
  }
  const { output } = (await engine.handle('DescribeExecution', { executionArn: last })) as { output: string };
  if (output !== JSON.stringify(EXPECTED)) throw new Error(`The engine gave ${output}.`);
  await engine.close();
  return { executions: median(rates), transitions: median(rates) * STATES };
}

type LocalHandler = NonNullable<
  NonNullable<NonNullable<Parameters<StateMachine['run']>[1]>['overrides']>['taskResourceLocalHandlers']
>[string];

const echo: LocalHandler = async (input) => input;

/** The same machine in aws-local-stepfunctions, which keeps everything in memory and nothing after it. */
async function inMemory(): Promise<Speed> {
  const machine = new StateMachine(JSONPATH as ConstructorParameters<typeof StateMachine>[0]);
  const taskResourceLocalHandlers = Object.fromEntries(TASKS.map((name) => [name, echo]));
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    const runs = Array.from({ length: EXECUTIONS }, () =>
      machine.run({ n: 1 }, { overrides: { taskResourceLocalHandlers } }),
    );
    const results = await Promise.all(runs.map((run) => run.result));
    rates.push((EXECUTIONS * 1000) / (performance.now() - started));
    if (JSON.stringify(results.at(-1)) !== JSON.stringify(EXPECTED))
      throw new Error('The other engine gave something else.');
  }
  return { executions: median(rates), transitions: median(rates) * STATES };
}

interface Program {
  url: string;
  /** Milliseconds from the start of the process to its address on the screen. */
  started: number;
  process: ChildProcess;
  stop(): Promise<unknown>;
}

/** The engine as a program of its own. */
async function program(database: string): Promise<Program> {
  const begun = performance.now();
  const options = [here('../src/main.ts'), '--port', '0', '--db', database];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const started = performance.now() - begun;
  const [url = ''] = /http:\S+/.exec(String(line)) ?? [];
  const stop = (): Promise<unknown> => {
    const gone = once(child, 'exit');
    child.kill();
    return gone;
  };
  return { url, started, process: child, stop };
}

/** The resident memory of the program with 10,000 executions waiting, as the kernel counts it. */
async function waiting(folder: string): Promise<number> {
  const engine = await program(join(folder, 'waiting.db'));
  const call = async (operation: string, body: object): Promise<{ stateMachineArn: string }> => {
    const headers = { 'x-amz-target': `AWSStepFunctions.${operation}` };
    const response = await fetch(engine.url, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as { stateMachineArn: string };
  };
  const States = { Wait: { Type: 'Wait', Seconds: 86_400, End: true } };
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Wait', States });
  const { stateMachineArn } = await call('CreateStateMachine', {
    name: 'waiting',
    definition,
    roleArn: ROLE,
  });
  for (let started = 0; started < WAITING; started += 20)
    await Promise.all(
      Array.from({ length: 20 }, () => call('StartExecution', { stateMachineArn, input: '{}' })),
    );
  const status = readFileSync(`/proc/${engine.process.pid}/status`, 'utf8');
  await engine.stop();
  return (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024) / 1_000_000;
}

/**
 * From starting the program to its address on the screen. The first start fills the compile cache; of the others the
 * fastest counts, because all that slows one down is the machine's other work.
 */
async function listening(folder: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= STARTS; round += 1) {
    const engine = await program(join(folder, `start-${round}.db`));
    if (round > 0) times.push(engine.started);
    await engine.stop();
  }
  return Math.min(...times);
}

type Budgets = Record<string, { atLeast?: number; atMost?: number }>;

function report(figures: Record<string, number>): boolean {
  const budgets = JSON.parse(readFileSync(here('./budgets.json'), 'utf8')) as Budgets;
  let kept = true;
  for (const [name, value] of Object.entries(figures)) {
    const { atLeast, atMost } = budgets[name] ?? {};
    const good = value >= (atLeast ?? value) && value <= (atMost ?? value);
    kept &&= good;
    const budget =
      atLeast === undefined ? (atMost === undefined ? '' : `at most ${atMost}`) : `at least ${atLeast}`;
    console.log(
      `${name.padEnd(46)}${value.toFixed(0).padStart(10)}   ${budget.padEnd(16)}${good ? '' : ' MISSED'}`,
    );
  }
  return kept;
}

const folder = mkdtempSync(join(tmpdir(), 'bench-engine-'));
try {
  const other = await inMemory();
  const own = await durable(folder);
  const kept = report({
    durableTransitionsPerSecond: own.transitions,
    durableExecutionsPerSecond: own.executions,
    megabytesWith10000Waiting: await waiting(folder),
    millisecondsToListen: await listening(folder),
    'aws-local-stepfunctions 3.0.0, transitions/s': other.transitions,
    'aws-local-stepfunctions 3.0.0, executions/s': other.executions,
  });
  if (!kept) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
