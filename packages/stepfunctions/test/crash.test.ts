import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MovableClock } from '../src/clock.ts';
import { type FunctionOutcome, openStepFunctions, type StepFunctions } from '../src/index.ts';
import { type Described, ROLE, START } from './harness.ts';
import { CHILD, machineOf, type Step, workflows } from './machines.ts';

let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  status: string;
  output: string | undefined;
  error: string | undefined;
  /** How often each type of event is in the history; branches may interleave differently. */
  events: Record<string, number>;
}

interface Payload {
  token?: string;
  n?: number;
  fails?: number;
  tried?: number;
}

/** What the world around the engine remembers while the engine dies and comes back. */
class World {
  readonly clock = new MovableClock({ flowing: false, start: START });
  readonly tokens = new Map<string, number>();
  readonly statusChanges: string[] = [];
  readonly #file = join(folder, `${++files}.db`);
  readonly #crashes: number[];
  #engine: StepFunctions | undefined;
  died = false;
  lives = 0;

  constructor(crashes: readonly number[]) {
    this.#crashes = [...crashes];
  }

  /** The engine; after a death, a new one on the same database. */
  async engine(): Promise<StepFunctions> {
    if (this.#engine && !this.died) return this.#engine;
    await this.#engine?.close();
    this.died = false;
    this.lives += 1;
    let left = this.#crashes.shift() ?? Number.POSITIVE_INFINITY;
    this.#engine = await openStepFunctions({
      database: this.#file,
      clock: this.clock,
      seed: 1,
      invokeFunction: async (_arn, payload) => this.#invoke(payload as Payload),
      onExecutionStatusChange: async (event) => {
        this.statusChanges.push(`${event.resources[0]} ${event.detail.status}`);
      },
      boundary: () => {
        left -= 1;
        if (left > 0) return;
        this.died = true;
        throw new Error('crash');
      },
    });
    return this.#engine;
  }

  async close(): Promise<void> {
    await this.#engine?.close();
    this.clock.stop();
  }

  async #invoke(payload: Payload): Promise<FunctionOutcome> {
    if (payload.token !== undefined) {
      this.tokens.set(payload.token, (payload.n ?? 0) + 7);
      return { payload: null };
    }
    if ((payload.tried ?? 0) < (payload.fails ?? 0))
      return { error: { errorType: 'Busy', errorMessage: 'later' } };
    return { payload: (payload.n ?? 0) + 1 };
  }
}

/** Runs a workflow to its end, with the engine dying after each given number of boundaries. */
async function outcomeOf(
  steps: readonly Step[],
  crashes: readonly number[],
): Promise<{ outcome: Outcome; world: World }> {
  const world = new World(crashes);
  const create = async (name: string, definition: object): Promise<string> => {
    const engine = await world.engine();
    const input = { name, definition: JSON.stringify(definition), roleArn: ROLE };
    return ((await engine.handle('CreateStateMachine', input)) as { stateMachineArn: string })
      .stateMachineArn;
  };
  const child = await create('child', CHILD);
  const stateMachineArn = await create('machine', machineOf(steps, child));
  const started = await (await world.engine()).handle('StartExecution', {
    stateMachineArn,
    name: 'e',
    input: '5',
  });
  const { executionArn } = started as { executionArn: string };
  for (let round = 0; round < 500; round += 1) {
    const engine = await world.engine();
    await engine.idle();
    if (world.died) continue;
    const described = (await engine.handle('DescribeExecution', { executionArn })) as Described;
    if (described.status !== 'RUNNING')
      return { outcome: await summary(engine, executionArn, described), world };
    if (world.tokens.size > 0) await answer(world, engine);
    else await world.clock.advance(5_000, () => engine.idle());
  }
  throw new Error('The execution did not come to an end.');
}

/** Answers the oldest token; one that was answered before a crash is refused and done. */
async function answer(world: World, engine: StepFunctions): Promise<void> {
  for (const [taskToken, value] of world.tokens) {
    try {
      await engine.handle('SendTaskSuccess', { taskToken, output: JSON.stringify(value) });
    } catch (error) {
      if (world.died) return;
      expect((error as Error).name).toBe('TaskTimedOut');
    }
    world.tokens.delete(taskToken);
    return;
  }
}

async function summary(engine: StepFunctions, executionArn: string, described: Described): Promise<Outcome> {
  const { events } = (await engine.handle('GetExecutionHistory', { executionArn, maxResults: 1000 })) as {
    events: { type: string }[];
  };
  const counts: Record<string, number> = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return { status: described.status, output: described.output, error: described.error, events: counts };
}

it('comes to the same end wherever and however often it is cut off', async () => {
  await fc.assert(
    fc.asyncProperty(
      workflows,
      fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 5 }),
      async (steps, crashes) => {
        const calm = await outcomeOf(steps, []);
        const rough = await outcomeOf(steps, crashes);
        expect(rough.outcome).toEqual(calm.outcome);
        expect(new Set(rough.world.statusChanges).size).toBe(new Set(calm.world.statusChanges).size);
        await calm.world.close();
        await rough.world.close();
      },
    ),
    { numRuns: 40, seed: 20260105, endOnFailure: false },
  );
}, 60_000);

it('dies and comes back at every single boundary of one workflow', async () => {
  const steps: Step[] = [
    { kind: 'task', fails: 1, caught: false },
    { kind: 'parallel', branches: [[{ kind: 'callback' }], [{ kind: 'nested' }]] },
    { kind: 'map', items: 2, concurrency: 1, steps: [{ kind: 'wait', seconds: 2 }] },
  ];
  const calm = await outcomeOf(steps, []);
  let lives = 2;
  for (let boundary = 1; lives === 2; boundary += 1) {
    const rough = await outcomeOf(steps, [boundary]);
    expect(rough.outcome, `cut off at boundary ${boundary}`).toEqual(calm.outcome);
    lives = rough.world.lives;
    await rough.world.close();
  }
  await calm.world.close();
}, 60_000);
