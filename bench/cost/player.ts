import {
  type ExecutionLogLevel,
  executionLogBytes,
  type HistoryEvent,
  transitionsOf,
} from '#bench/aws/execution-log.ts';
import type { DemoClient, Followed } from '#local/demo/client.ts';
import { type Draft, Scenario } from '#local/demo/scenario.ts';
import type { System } from '#local/system.ts';
import type { Meter } from './meter.ts';

/** The executions of an appointment, by ARN. */
export type Histories = (appointmentId: string) => Promise<ReadonlyMap<string, readonly HistoryEvent[]>>;

type Parts = {
  system: System;
  client: DemoClient;
  meter: Meter;
  histories: Histories;
  logLevel: ExecutionLogLevel;
};

/**
 * Leads one appointment through its life. Each step is what one person does, or time, with all that comes of it until
 * nothing is under way. What a person looks up before is not counted: how often somebody looks is theirs.
 */
export class Player {
  readonly #parts: Parts;
  readonly #scenario: Scenario;
  readonly #seen = new Map<string, number>();
  #followed: Followed | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#scenario = new Scenario(parts.client);
  }

  get #appointment(): Followed {
    if (!this.#followed) throw new Error('Nothing was submitted yet.');
    return this.#followed;
  }

  /** A line of this run. */
  line: Scenario['line'] = (...of) => this.#scenario.line(...of);

  async submit(organisation: string, request: Draft): Promise<void> {
    await this.#step('submit', async () => {
      this.#followed = await this.#scenario.submit(organisation, request);
    });
  }

  /** The nth person of the group whose step it is decides it. */
  async decide(step: string, decision: unknown, number = 1): Promise<void> {
    const { task, unit, role } = await this.#appointment.task(step);
    const person = this.#parts.client.staff(role, unit, number);
    await this.#step(step, () => person.post(`/tasks/${task}/decision`, { decision }));
  }

  /** All instruments pass the test. */
  async test(): Promise<void> {
    const { task, unit, role } = await this.#appointment.task('test');
    const { appointment } = await this.#appointment.detail();
    const testedOn = await this.#parts.client.today();
    const results = appointment.lines.map(({ number }) => ({ line: number, outcome: 'pass', testedOn }));
    const person = this.#parts.client.staff(role, unit, 1);
    await this.#step('test', () => person.post(`/tasks/${task}/results`, { results }));
  }

  /** Reception where it was sent in, test, check and authorisation, by three people. */
  async verify(): Promise<void> {
    const { appointment } = await this.#appointment.detail();
    if (appointment.mode === 'send-in')
      await this.decide('receive', { outcome: 'receive', condition: '外观完好，附件齐全' });
    await this.test();
    await this.decide('check', { outcome: 'approve' }, 2);
    await this.decide('authorise', { outcome: 'approve' }, 3);
  }

  async cancel(organisation: string): Promise<void> {
    const owner = this.#parts.client.enterprise(organisation);
    const path = `/appointments/${this.#appointment.id}/cancellation`;
    await this.#step('cancel', () => owner.post(path, { reason: '设备检修，改期再约' }));
  }

  async passHours(hours: number): Promise<void> {
    await this.#step(`${hours} hours pass`, () => this.#parts.system.advance(hours * 3_600_000));
  }

  /** @throws Error when it has another status: then something else was played than what the bill says. */
  async expect(status: string): Promise<void> {
    const { appointment } = await this.#appointment.detail();
    if (appointment.status !== status)
      throw new Error(`${appointment.id} is ${appointment.status}, not ${status}.`);
  }

  async #step(name: string, work: () => Promise<unknown>): Promise<void> {
    const { meter, system, logLevel } = this.#parts;
    await meter.during(name, async () => {
      await work();
      await system.settle();
    });
    for (const [arn, events] of await this.#parts.histories(this.#appointment.id)) {
      const fresh = events.slice(this.#seen.get(arn) ?? 0);
      this.#seen.set(arn, events.length);
      meter.add(name, 'Step Functions', {
        transitions: transitionsOf(events) - transitionsOf(events.slice(0, events.length - fresh.length)),
        logBytes: executionLogBytes(arn, fresh, logLevel),
      });
    }
  }
}
