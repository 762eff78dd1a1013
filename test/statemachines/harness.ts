import { events } from '#contract/events.ts';
import { functions } from '#contract/functions.ts';
import { type MachineName, machines } from '#contract/index.ts';
import { MovableClock } from '#local/clock.ts';
import { deployMachines } from '#local/machines.ts';
import { ACCOUNT, functionOfArn, machineArn, REGION } from '#local/names.ts';
import { type EventBridgeEvent, openStepFunctions, type StepFunctions } from '#stepfunctions';
import { seen } from './coverage.ts';
import { machineNames } from './definitions.ts';
import { type Circumstances, FakeFunctions, type Payload, startInput } from './fake-functions.ts';
import { type HistoryEvent, type Recorded, transitions } from './history.ts';
import { cancels, type Reply } from './replies.ts';

const NAME = 'A-1-r1';

/** The execution of the play by its machine: all three have the same name. */
export const executionArn = (machine: MachineName, name = NAME): string =>
  `${machineArn(machine).replace(':stateMachine:', ':execution:')}:${name}`;

/** What a play left behind. A child that was not started is missing. */
export type Ended = {
  appointment: Recorded;
  verification?: Recorded;
  waiver?: Recorded;
  /** State transitions of the appointment and of its children. */
  transitions: number;
};

/** The three machines on an engine of their own, at a time that stands still until it is moved. */
export class MachineHarness {
  readonly fakes: FakeFunctions;
  /** What the appointment is started with. */
  input: object;
  /** The events of EventBridge, in order. */
  readonly statusChanges: EventBridgeEvent[] = [];
  readonly clock = new MovableClock({ flowing: false, start: Date.UTC(2026, 0, 5, 1) });
  #engine: StepFunctions | undefined;

  constructor(circumstances: Circumstances = {}) {
    this.fakes = new FakeFunctions(circumstances);
    this.input = startInput(circumstances, this.clock.now() - (circumstances.late ?? 0) * 1000);
  }

  get engine(): StepFunctions {
    if (!this.#engine) throw new Error('The harness is not open.');
    return this.#engine;
  }

  async open(): Promise<this> {
    this.#engine = await openStepFunctions({
      database: ':memory:',
      clock: this.clock,
      region: REGION,
      accountId: ACCOUNT,
      seed: 11,
      invokeFunction: async (arn, payload) => {
        const name = functionOfArn(arn, Object.keys(functions) as (keyof typeof functions)[]);
        if (!name) throw new Error(`no function ${arn}`);
        return this.fakes.invoke(name, payload as Payload);
      },
      onExecutionStatusChange: async (event) => {
        this.statusChanges.push(event);
      },
    });
    await deployMachines((operation, input) => this.engine.handle(operation, input), machines);
    await this.before();
    await this.start();
    return this;
  }

  /** What has happened before the appointment is started: for a test to say. */
  before = async (): Promise<void> => {};

  async start(): Promise<void> {
    await this.call('StartExecution', {
      stateMachineArn: machineArn('appointment'),
      name: NAME,
      input: JSON.stringify(this.input),
    });
    await this.engine.idle();
  }

  async call<T = unknown>(operation: string, input: object): Promise<T> {
    return (await this.engine.handle(operation, input)) as T;
  }

  async pass(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000, () => this.engine.idle());
  }

  /** Replies to an open wait. False when the execution did not wait behind that token any more. */
  async reply(wait: string, reply: Reply = this.fakes.replyTo(wait)): Promise<boolean> {
    const taskToken = this.fakes.waits.get(wait);
    if (!taskToken) throw new Error(`nobody waits for ${wait}; open: ${[...this.fakes.waits.keys()]}`);
    this.fakes.waits.delete(wait);
    return this.send(taskToken, reply);
  }

  async send(taskToken: string, reply: Reply): Promise<boolean> {
    try {
      if ('error' in reply) await this.call('SendTaskFailure', { taskToken, ...reply });
      else await this.call('SendTaskSuccess', { taskToken, output: JSON.stringify(reply.output) });
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'TaskTimedOut') throw error;
      return false;
    }
    await this.engine.idle();
    return true;
  }

  /** Everybody replies, time passes where nobody does, until the wait `until` is open or everything has ended. */
  async play(until?: string): Promise<void> {
    for (let turn = 0; turn < 400; turn++) {
      if (until !== undefined && this.fakes.waits.has(until)) return;
      const open = [...this.fakes.waits.keys()].find((wait) => !this.#silent(wait));
      if (open !== undefined) await this.reply(open);
      else if (!(await this.#running())) return;
      // Less than the shortest wait: one that opens on the way is replied to before it runs out.
      else await this.pass(400);
    }
    throw new Error(`the play does not end; open: ${[...this.fakes.waits.keys()]}`);
  }

  /** The enterprise cancels: as in `cancelAppointment`, every open wait fails with that refusal. */
  async cancel(): Promise<void> {
    this.fakes.cancelled = true;
    const open = [...this.fakes.waits.keys()];
    for (const wait of open) await this.reply(wait, cancels());
  }

  async outcome(): Promise<Ended> {
    const appointment = await this.tell('appointment');
    if (!appointment) throw new Error('nothing was started');
    const verification = await this.tell('verification');
    const waiver = await this.tell('fee-waiver');
    const all = [appointment, verification, waiver].flatMap((recorded) => recorded ?? []);
    return {
      appointment,
      ...(verification ? { verification } : {}),
      ...(waiver ? { waiver } : {}),
      transitions: all.reduce((sum, recorded) => sum + transitions(recorded), 0),
    };
  }

  async tell(machine: MachineName): Promise<Recorded | undefined> {
    const { executions } = await this.call<{ executions: { executionArn: string; name: string }[] }>(
      'ListExecutions',
      { stateMachineArn: machineArn(machine) },
    );
    const found = executions[0];
    if (!found) return undefined;
    const { name } = found;
    const which = { executionArn: found.executionArn };
    const { status, input, output, ...rest } = await this.call<Record<string, string>>(
      'DescribeExecution',
      which,
    );
    const { events } = await this.call<{ events: HistoryEvent[] }>('GetExecutionHistory', {
      ...which,
      maxResults: 1000,
    });
    const { error, cause } = rest;
    return {
      machine,
      name,
      status: status ?? '',
      input: JSON.parse(input ?? '{}'),
      ...(output === undefined ? {} : { output: JSON.parse(output) }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      events,
    };
  }

  /** Keeps what was covered, then closes. */
  async close(): Promise<void> {
    for (const machine of machineNames) {
      const recorded = await this.tell(machine);
      if (recorded) seen.add(recorded);
    }
    await this.engine.close();
    this.clock.stop();
  }

  async #running(): Promise<boolean> {
    const { status } = await this.call<{ status: string }>('DescribeExecution', {
      executionArn: executionArn('appointment'),
    });
    return status === 'RUNNING';
  }

  #silent(wait: string): boolean {
    return this.fakes.circumstances.silent?.includes(wait) ?? false;
  }
}

/** The last event "execution status change", as the function reads it that cleans up. */
export const endedAs = ({ statusChanges }: MachineHarness) =>
  events.ExecutionEnded.detail.parse(statusChanges.at(-1)?.detail);

/** Plays a whole life under the given circumstances and tells how it ended. */
export async function played(
  on: Circumstances | MachineHarness = {},
): Promise<Ended & { fakes: FakeFunctions; harness: MachineHarness }> {
  return onHarness(on, (harness) => harness.play());
}

/** Opens a harness, lets `act` happen on it, and tells how it ended. */
export async function onHarness(
  on: Circumstances | MachineHarness,
  act: (harness: MachineHarness) => Promise<void>,
): Promise<Ended & { fakes: FakeFunctions; harness: MachineHarness }> {
  const harness = on instanceof MachineHarness ? on : new MachineHarness(on);
  await harness.open();
  try {
    await act(harness);
    return { ...(await harness.outcome()), fakes: harness.fakes, harness };
  } finally {
    await harness.close();
  }
}
